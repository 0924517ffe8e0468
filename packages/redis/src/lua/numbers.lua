-- What arrives: one list of unsigned integers, so that no fraction, sign or NaN can be written down. Rules 3 and 4 of docs/reference/store.md.
-- Redis makes every function anew at each call: what is rarely needed lives inside the function that needs it.
local floor, ceil, min, max, insert, remove = math.floor, math.ceil, math.min, math.max, table.insert, table.remove
local pack, unpacked, unpack_limit = cmsgpack.pack, cmsgpack.unpack, cmsgpack.unpack_limit
local MAX, HUGE = 4503599627370495, 9007199254740990

local function refuse(what)
  error('LLMLIMIT ' .. what)
end

-- The first argument is the list: 8 bytes a number, or JSON from clients that send text only. It never begins with 91, which is '['.
local text, cursor = ARGV[1], 1
local function decoded(json)
  local read = cjson.decode(json)
  for i = 1, #read do
    if type(read[i]) ~= 'number' or not (read[i] >= 0 and read[i] <= HUGE) or read[i] % 1 ~= 0 then refuse('number') end
  end
  return read
end
local list = text:byte() == 91 and decoded(text)

local formats = {}
local function format_of(count)
  local format = formats[count]
  if not format then
    format = '<' .. string.rep('L', count)
    formats[count] = format
  end
  return format
end

-- The next `count` numbers; there may be one more at the end that is none of them.
local function numbers(count)
  local from = cursor
  cursor = from + count
  if list then return { unpack(list, from, cursor - 1) } end
  return { struct.unpack(format_of(count), text, 8 * from - 7) }
end

local function amount(value)
  if value > MAX then refuse('amount') end
  return value
end
