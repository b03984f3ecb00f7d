-- SPDX-License-Identifier: EUPL-1.2
-- Submits laid drafts: each request has its own form token (one line of $SUBMITS: cookie token path). Each thread takes its own part, from a
-- place in the file that moves on from run to run ($FROM), so that no token is used twice. Prints one JSON line.
local tid, lines, i, id = 0, {}, 0, 0
function setup(t) t:set("id", tid); tid = tid + 1 end
function init(args)
  local threads, from, n = tonumber(os.getenv("THREADS") or "2"), tonumber(os.getenv("FROM") or "0"), 0
  for l in io.lines(os.getenv("SUBMITS")) do
    if n >= from and n % threads == id then lines[#lines + 1] = l end
    n = n + 1
  end
end
function request()
  i = i + 1
  if i > #lines then wrk.thread:stop(); i = #lines end
  local cookie, token, path = lines[i]:match("(%S+) (%S+) (%S+)")
  return wrk.format("POST", path, { ["Content-Type"] = "application/x-www-form-urlencoded", ["Cookie"] = "__Host-overens=" .. cookie },
    "_token=" .. token .. "&" .. (os.getenv("FIELDS") or ""))
end
local not303 = 0
function response(status) if status ~= 303 then not303 = not303 + 1 end; wrk.thread:set("not303", not303) end
local threads = {}
local old = setup
function setup(t) old(t); threads[#threads + 1] = t end
function done(s, l, r)
  local bad = 0
  for _, t in ipairs(threads) do bad = bad + (t:get("not303") or 0) end
  io.write(string.format('JSON {"requests":%d,"us":%d,"bytes":%d,"bad":%d,"sock":%d,"p50":%d,"p99":%d}\n', s.requests, s.duration, s.bytes,
    bad, s.errors.connect + s.errors.read + s.errors.write + s.errors.timeout, l:percentile(50), l:percentile(99)))
end
