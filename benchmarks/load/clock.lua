-- A monotonic clock, and the three phases of a run of chained requests: warm-up, measured, drain.
-- In the drain nothing is taken from the pool any more, so that no token is in flight when wrk stops: every chain survives.
local ffi = require("ffi")
ffi.cdef [[
  typedef struct { long seconds; long nanoseconds; } instant;
  int clock_gettime(int clock, instant *now);
]]
local MONOTONIC = 1
local reading = ffi.new("instant")

local function now()
  ffi.C.clock_gettime(MONOTONIC, reading)
  return tonumber(reading.seconds) + tonumber(reading.nanoseconds) / 1e9
end

local warmup = tonumber(os.getenv("LOAD_WARMUP"))
local measured = tonumber(os.getenv("LOAD_MEASURED"))
local started

function phase()
  local time = now()
  started = started or time
  local elapsed = time - started
  if elapsed < warmup then return "warm-up" end
  if elapsed < warmup + measured then return "measured" end
  return "drain"
end
