-- What every load script shares: the request as the harness describes it, and the one line of JSON that it reads back.
-- Settings come from the environment, so that no secret stands in a command line.

function setting(name)
  return os.getenv("LOAD_" .. name)
end

-- "Name: value" lines to a table.
function headers_of(lines)
  local headers = {}
  for name, value in (lines or ""):gmatch("([^:\n]+): ([^\n]+)") do headers[name] = value end
  return headers
end

function report(fields)
  local parts = {}
  for name, value in pairs(fields) do parts[#parts + 1] = string.format('"%s":%s', name, value) end
  io.write("RESULT {" .. table.concat(parts, ",") .. "}\n")
end

-- wrk's own failures: answers outside 2xx and 3xx, and connections that broke.
function failures(summary)
  local e = summary.errors
  return e.status + e.connect + e.read + e.write + e.timeout
end
