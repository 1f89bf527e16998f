-- Sends the records of a delivery file one after the other, each thread its own part of it,
-- and keeps the answers that acknowledge: they name the delivery.
-- Arguments: file, bytes a record, first record, records a thread, where to write the answers.

local threads = {}
wrapped, refused = 0, 0

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(args)
  length, each = tonumber(args[2]), tonumber(args[4])
  begin = (tonumber(args[3]) + number * each) * length
  file = assert(io.open(args[1], "rb"))
  file:seek("set", begin)
  left = each
  answers = assert(io.open(args[5] .. number, "w"))
end

function request()
  if left == 0 then
    file:seek("set", begin)
    left = each
    wrapped = wrapped + 1
  end
  left = left - 1
  return file:read(length)
end

function response(status, headers, body)
  if status == 200 then
    answers:write(body, "\n")
  else
    refused = refused + 1
  end
end

function done(summary, latency, requests)
  local total_wrapped, total_refused = 0, 0
  for _, thread in ipairs(threads) do
    total_wrapped = total_wrapped + thread:get("wrapped")
    total_refused = total_refused + thread:get("refused")
  end
  local errors = summary.errors
  print(string.format("sent: %d us, %d wrapped, %d refused, %d broken", summary.duration, total_wrapped, total_refused,
    errors.connect + errors.read + errors.write + errors.timeout))
end
