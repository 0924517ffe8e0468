-- Several asks may come in one call. They are nothing to each other: each is one operation as if it had come alone, whatever becomes of
-- the others. One that fails says so in place of its reply; when none succeeds, one of their errors is the reply.
-- Returns the reply of one ask; of several, a list of their replies.
local FAILED = 7

local count, replies, failed, text_of_last = numbers(1)[1], {}, 0, nil
for i = 1, count do
  local start = cursor
  local size = numbers(1)[1]
  local succeeded, reply = pcall(answer)
  if not succeeded then
    failed, text_of_last = failed + 1, type(reply) == 'table' and reply.err or reply
    reply = { FAILED, text_of_last }
  end
  replies[i], cursor = reply, start + size
end
if failed == count then return { err = text_of_last } end
return count == 1 and replies[1] or replies
