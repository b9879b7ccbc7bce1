-- Real token chains: each request spends a refresh token, each answer brings its successor.
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
  fill(setting("POOL"), id, tonumber(setting("THREADS")))
  count, total, refused, refusal = 0, 0, 0, ""
  path, form, headers = setting("PATH"), setting("BODY") .. "&refresh_token=", headers_of(setting("HEADERS"))
  pause = wrk.format("GET", setting("PAUSE"))
  -- wrk asks the first thread for one request that it never sends.
  probed = id ~= 1
end

function request()
  if not probed then
    probed = true
    return pause
  end
  local token = phase() ~= "drain" and take()
  if not token then return pause end
  return wrk.format("POST", path, headers, form .. token)
end

function response(status, _, body)
  local successor = body:match('"refresh_token"%s*:%s*"([^"]+)"')
  if successor then
    put(successor)
    total = total + 1
    if phase() == "measured" then count = count + 1 end
  elseif status ~= 200 then
    refused = refused + 1
    refusal = status .. " " .. body:sub(1, 120):gsub('["\\%c]', "'")
  end
end

function done(summary, latency)
  local counted, all, failed, example = 0, 0, failures(summary), ""
  for _, thread in ipairs(threads) do
    counted = counted + thread:get("count")
    all = all + thread:get("total")
    failed = failed + thread:get("refused")
    if thread:get("refusal") ~= "" then example = thread:get("refusal") end
  end
  keep(setting("POOL"), threads)
  report({
    count = counted,
    total = all,
    seconds = setting("MEASURED"),
    failures = failed,
    example = '"' .. example .. '"',
    p50 = latency:percentile(50) / 1000,
    p99 = latency:percentile(99) / 1000,
  })
end
