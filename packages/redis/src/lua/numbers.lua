-- What arrives: lists of unsigned integers, so that no fraction, sign or NaN can be written down. Rules 3 and 4 of docs/reference/store.md.
-- Redis makes every function anew at each call: what is rarely needed lives inside the function that needs it.
local floor, ceil, min, max, insert, remove = math.floor, math.ceil, math.min, math.max, table.insert, table.remove
local pack, unpacked, unpack_limit = cmsgpack.pack, cmsgpack.unpack, cmsgpack.unpack_limit
local MAX, HUGE = 4503599627370495, 9007199254740990

local function refuse(what)
  error('LLMLIMIT ' .. what)
end

-- The first argument is one list: 8 bytes a number, or JSON from clients that send text only. It never begins with 91, which is '['.
local text, cursor = ARGV[1], 1
local list = text:byte() == 91 and cjson.decode(text)
for i = 1, list and #list or 0 do
  if type(list[i]) ~= 'number' or not (list[i] >= 0 and list[i] <= HUGE) or list[i] % 1 ~= 0 then refuse('number') end
end

-- The next `count` numbers; there may be one more at the end that is none of them.
local function numbers(count)
  if not list then
    local read = { struct.unpack('<' .. string.rep('L', count), text, cursor) }
    cursor = read[count + 1]
    return read
  end
  cursor = cursor + count
  return { unpack(list, cursor - count, cursor - 1) }
end

local function amount(value)
  if value > MAX then refuse('amount') end
  return value
end
