-- wrk: posts the window of 24 rows of 10 numbers that BODY names to /predict, and prints what it measured as JSON, in microseconds.
local file = assert(io.open(os.getenv("BODY")))
wrk.method = "POST"
wrk.body = file:read("*a")
wrk.headers["Content-Type"] = "application/json"
file:close()

function done(summary, latency)
    local errors = summary.errors
    print(string.format(
        '{"requests_per_s":%.1f,"p50_us":%d,"p99_us":%d,"max_us":%d,"requests":%d,"errors":%d}',
        summary.requests / summary.duration * 1e6, latency:percentile(50), latency:percentile(99), latency.max, summary.requests,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
