-- The same request again and again.
dofile(os.getenv("LOAD_SCRIPTS") .. "/report.lua")

wrk.method = setting("METHOD")
wrk.path = setting("PATH")
wrk.body = setting("BODY")
wrk.headers = headers_of(setting("HEADERS"))

function done(summary, latency)
  report({
    count = summary.requests,
    seconds = summary.duration / 1e6,
    failures = failures(summary),
    p50 = latency:percentile(50) / 1000,
    p99 = latency:percentile(99) / 1000,
  })
end
