-- Writes a record if its version is still the one given: version, value, ms to live.
local stored = redis.call('GET', KEYS[1])
local version = stored and tonumber(stored:match('^v(%d+) ')) or 0
if version ~= tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], string.format('v%.0f ', version + 1) .. ARGV[2], 'PX', ARGV[3])
return 1
