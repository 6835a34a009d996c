-- What wrk sends: the same request again and again, each time with the next of many bearer tokens.
-- Environment: TOKENS, a file with one token a line; METHOD, GET or POST; ETAGS, a file with the If-None-Match of each
-- token, or unset. The requests are written once, so that the load generator takes little of the cores it shares.
local requests, at = {}, 0

local function lines(name)
  local found = {}
  for line in io.lines(name) do
    found[#found + 1] = line
  end
  return found
end

function init()
  local tokens = lines(os.getenv("TOKENS"))
  local etags = os.getenv("ETAGS") and lines(os.getenv("ETAGS")) or {}
  local method = os.getenv("METHOD")
  local body = method == "POST" and '{"name":"Ada Lovelace","email":"ada@example.org","notes":"lunch on friday"}' or nil
  for i, token in ipairs(tokens) do
    requests[i] = wrk.format(method, nil, {
      ["Authorization"] = "Bearer " .. token,
      ["Content-Type"] = body and "application/json" or nil,
      ["If-None-Match"] = etags[i],
    }, body)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format('{"requests":%d,"duration_us":%d,"bytes":%d,"refused":%d,"broken":%d,"p50_us":%d,"p99_us":%d}',
    summary.requests, summary.duration, summary.bytes, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50), latency:percentile(99)))
end
