-- What a server says of itself, as far as it lets a script ask: whether TIME is allowed, INFO, and the names of some keys.
local found = { pcall(redis.call, 'TIME') and 1 or 0, '' }
for _, section in ipairs({ 'server', 'memory', 'persistence' }) do
  local allowed, text = pcall(redis.call, 'INFO', section)
  if allowed and type(text) == 'string' then found[2] = found[2] .. text end
end
for _ = 1, 20 do
  local allowed, key = pcall(redis.call, 'RANDOMKEY')
  if allowed and type(key) == 'string' then found[#found + 1] = key end
end
return found
