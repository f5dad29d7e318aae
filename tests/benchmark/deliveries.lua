-- Webhook deliveries of BMO's size about ever other bugs, for wrk. SECRET is the webhook's secret; with PAUSE each
-- connection waits about so many milliseconds between two deliveries.
local secret = os.getenv("SECRET")
local pause = tonumber(os.getenv("PAUSE") or "0")
local padding = string.rep("x", 1380)
local bug = 0

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["X-Data-Review-Bot"] = secret

function setup(thread)
  counter = (counter or 0) + 1
  thread:set("offset", counter * 100000000)
end

function request()
  bug = bug + 1
  return wrk.format(nil, nil, nil, string.format(
    '{"event":{"action":"modify","target":"bug","time":"2026-11-24T10:00:00"},"bug":{"id":%d,"is_private":false,"summary":"%s"}}',
    offset + bug, padding))
end

if pause > 0 then
  function delay() return math.random(pause / 2, pause * 3 / 2) end
end
