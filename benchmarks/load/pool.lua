-- A queue of what the next request needs: first in, first out, so that all chains advance alike.
-- Globals, because wrk hands only globals from a thread to done().
pool, head, tail = {}, 1, 0

function put(value)
  tail = tail + 1
  pool[tail] = value
end

function take()
  if head > tail then return nil end
  local value = pool[head]
  pool[head] = nil
  head = head + 1
  return value
end

-- This thread's share of a file's lines.
function fill(path, thread, threads)
  local number = 0
  for line in io.lines(path) do
    if number % threads == thread - 1 then put(line) end
    number = number + 1
  end
end

-- What is left in all threads, for the next run.
function keep(path, threads)
  local file = assert(io.open(path, "w"))
  for _, thread in ipairs(threads) do
    local left = thread:get("pool")
    for index = thread:get("head"), thread:get("tail") do file:write(left[index], "\n") end
  end
  file:close()
end
