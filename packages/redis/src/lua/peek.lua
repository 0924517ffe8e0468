-- Reads, writes nothing.
local view = look('reshaped', 0)
local reply = { view.now }
for p, part in ipairs(view.parts) do reply[p + 1] = record_reply(part) end
return reply
