-- One ask: its count of numbers, count of partitions, clock or 0 for TIME, then of each partition which argument tells of it and which key it
-- has; a head, the rest. When a call has partitions in several slots of a cluster, those elsewhere have key 0, and before the head comes
-- what is told: store time there, whether that is fresh, a token, whether records are reshaped, and units used of each quota that lies elsewhere.
local PARTITIONS, CLOCK, WHICH, KEY, PAIR, FRONT = 1, 2, 3, 4, 2, 4
local TOLD_NOW, IS_FRESH, TOKEN, RESHAPES, TOLD = 1, 2, 3, 4, 4

-- What the argument says that tells of a partition: a shape, a mark, the specs of its quotas. Of many asks it is often the same.
local said = {}
local function what_says(which)
  local text_of_all = ARGV[1 + which]
  local mark = text_of_all:find('!', 1, true)
  local specs = list and decoded(text_of_all:sub(mark + 1))
    or { struct.unpack(format_of((#text_of_all - mark) / 8), text_of_all, mark + 1) }
  local count, has_periods = floor(#specs / SPEC), false
  for b = 0, SPEC * (count - 1), SPEC do has_periods = has_periods or specs[b + KIND] == CALENDAR end
  said[which] = { shape = text_of_all:sub(1, mark - 1), specs = specs, count = count, has_periods = has_periods }
  return said[which]
end

-- A partition and its record, none when it lies elsewhere; its quotas come after `first` others of the call.
local function part_of(which, key, first)
  local all, record = said[which] or what_says(which), nil
  if key then
    local stored = redis.call('GET', key)
    record = stored and unpacked(stored) or { all.shape, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }
    if not stored then
      for i = HEADER + 1, HEADER + WIDTH * all.count do record[i] = 0 end
    end
  end
  return {
    key = key, record = record, asked = all.specs, specs = all.specs, shape = all.shape,
    count = all.count, slots = all.count, first = first, has_periods = all.has_periods,
  }
end

local time
-- What the next ask is about, as of `now`, and the numbers of its head, of which there are `size`.
local function look(as, size)
  local front = numbers(FRONT + size)
  local count, now, told, total, parts, is_spread = front[PARTITIONS], front[CLOCK], nil, 0, {}, false
  -- Most asks have one partition; in others the head comes later.
  if count > 1 then
    cursor = cursor - size
    local others = numbers(PAIR * (count - 1))
    for i = 1, PAIR * (count - 1) do front[FRONT + i] = others[i] end
  end
  if now == 0 then
    time = time or redis.call('TIME')
    now = time[1] * 1000 + floor(time[2] / 1000)
  end
  for p = 1, count do
    local at = PAIR * (p - 1)
    local part = part_of(front[at + WHICH], KEYS[front[at + KEY]], total)
    parts[p], total = part, total + part.count
    if part.record then now = max(now, part.record[LAST]) else is_spread = true end
  end
  if is_spread then
    told = numbers(TOLD + total)
    now, as = max(now, told[TOLD_NOW]), told[RESHAPES] == 1 and 'reshaped' or 'kept'
  end
  for p = 1, count do
    local part, r = parts[p], parts[p].record
    if r and r[SHAPE] ~= part.shape then change_shape(part, as) end
    if r and r[NEXT] > 0 and r[NEXT] <= now then end_due(part, now) end
  end
  local view = { now = now, parts = parts, count = total, told = told }
  if count > 1 then return view, unpack(numbers(size), 1, size) end
  return view, unpack(front, FRONT + 1, FRONT + size)
end
