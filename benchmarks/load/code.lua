-- The authorization code flow with PKCE from a signed-in browser session: ask for a code, redeem it, count the redemption.
local scripts = os.getenv("LOAD_SCRIPTS")
dofile(scripts .. "/report.lua")
dofile(scripts .. "/clock.lua")
dofile(scripts .. "/pool.lua")

local threads = {}

function setup(thread)
  threads[#threads + 1] = thread
  thread:set("id", #threads)
end

function init()
  sessions = {}
  for line in io.lines(setting("SESSIONS")) do sessions[#sessions + 1] = { ["Cookie"] = line } end
  turn = id * 7
  count, refused, refusal = 0, 0, ""
  path, form, headers = setting("PATH"), setting("BODY") .. "&code=", headers_of(setting("HEADERS"))
  ask = setting("AUTHORIZE")
  pause = wrk.format("GET", setting("PAUSE"))
end

function request()
  if phase() == "drain" then return pause end
  local code = take()
  if code then return wrk.format("POST", path, headers, form .. code) end
  turn = turn % #sessions + 1
  return wrk.format("GET", ask, sessions[turn])
end

local function location(response_headers)
  for name, value in pairs(response_headers) do
    if name:lower() == "location" then return value end
  end
end

function response(status, response_headers, body)
  if status == 302 or status == 303 then
    local code = (location(response_headers) or ""):match("[?&]code=([^&]+)")
    if code then return put(code) end
  elseif status == 200 then
    if body:find('"access_token"', 1, true) and phase() == "measured" then count = count + 1 end
    return
  end
  refused = refused + 1
  refusal = status .. " " .. (location(response_headers) or body):sub(1, 120):gsub('["\\%c]', "'")
end

function done(summary, latency)
  local counted, failed, example = 0, failures(summary), ""
  for _, thread in ipairs(threads) do
    counted = counted + thread:get("count")
    failed = failed + thread:get("refused")
    if thread:get("refusal") ~= "" then example = thread:get("refusal") end
  end
  report({
    count = counted,
    seconds = setting("MEASURED"),
    failures = failed,
    example = '"' .. example .. '"',
    p50 = latency:percentile(50) / 1000,
    p99 = latency:percentile(99) / 1000,
  })
end
