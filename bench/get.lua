-- SPDX-License-Identifier: EUPL-1.2
-- GETs the lines of $PATHS in a shuffled order, with $COOKIE when set. Prints one JSON line.
local lines, i = {}, 0
function init(args)
  local headers = {}
  if os.getenv("COOKIE") and os.getenv("COOKIE") ~= "" then headers["Cookie"] = os.getenv("COOKIE") end
  local paths = {}
  for l in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = l end
  math.randomseed(7)
  for n = #paths, 2, -1 do local k = math.random(n); paths[n], paths[k] = paths[k], paths[n] end
  for n, p in ipairs(paths) do lines[n] = wrk.format("GET", p, headers) end
end
function request() i = i % #lines + 1; return lines[i] end
function done(s, l, r)
  io.write(string.format('JSON {"requests":%d,"us":%d,"bytes":%d,"bad":%d,"sock":%d,"p50":%d,"p99":%d}\n', s.requests, s.duration, s.bytes,
    s.errors.status, s.errors.connect + s.errors.read + s.errors.write + s.errors.timeout, l:percentile(50), l:percentile(99)))
end
