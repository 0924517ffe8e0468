-- The records of a call as of `now`: what is due has ended. Written to only by an operation that succeeds, and kept by save().
local GRANTED, CLOSED, OUTSIDE, AGAIN, LOOK, LATER = 1, 2, 3, 4, 5, 6

-- The list: count of partitions, clock or 0 for TIME, count of quotas of each partition, their specs, a head, the rest. Other arguments:
-- the shape of each partition. When a call has partitions in several slots of a cluster, SPREAD is added to the first count; to that of
-- the quotas of a partition that lies elsewhere, and has no key here, ELSEWHERE; and after the specs comes what is told: store time
-- there, whether that is fresh, a token, whether records are reshaped, and units used of each quota that lies elsewhere.
local SPREAD, ELSEWHERE = 256, 4096
local TOLD_NOW, IS_FRESH, TOKEN, RESHAPES, TOLD = 1, 2, 3, 4, 4
local function look(as, head)
  local count, now, parts, total, keys, told = 0, 0, {}, 0, KEYS, nil
  local sizes = numbers(3)
  count, now = sizes[1], sizes[2]
  local is_spread = count > SPREAD
  if is_spread then count = count - SPREAD end
  for p = 2, count do sizes[2 + p] = numbers(1)[1] end
  if is_spread then
    local here = 0
    keys = {}
    for p = 1, count do
      if sizes[2 + p] < ELSEWHERE then
        here = here + 1
        keys[p] = KEYS[here]
      else
        sizes[2 + p] = sizes[2 + p] - ELSEWHERE
      end
    end
  end
  if now == 0 then
    local time = redis.call('TIME')
    now = time[1] * 1000 + floor(time[2] / 1000)
  end
  for p = 1, count do
    local quotas, shape, r = sizes[2 + p], ARGV[1 + p], nil
    local asked = numbers(SPEC * quotas)
    if keys[p] then
      local stored = redis.call('GET', keys[p])
      r = stored and unpacked(stored) or { shape, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }
      if not stored then
        for i = HEADER + 1, HEADER + WIDTH * quotas do r[i] = 0 end
      end
      now = max(now, r[LAST])
    end
    parts[p] = { record = r, asked = asked, specs = asked, shape = shape, count = quotas, slots = quotas, first = total }
    total = total + quotas
  end
  if is_spread then
    told = numbers(TOLD + total)
    now, as = max(now, told[TOLD_NOW]), told[RESHAPES] == 1 and 'reshaped' or 'kept'
  end
  for p = 1, count do
    local part, r = parts[p], parts[p].record
    if r then
      if r[SHAPE] ~= part.shape then change_shape(part, as) end
      if r[NEXT] > 0 and r[NEXT] <= now then end_due(part, now) end
    end
  end
  return { head = numbers(head), now = now, parts = parts, count = total, keys = keys, told = told }
end

local function outside_periods(view)
  for p = 1, #view.parts do
    local s = view.parts[p].asked
    for b = 0, SPEC * (view.parts[p].count - 1), SPEC do
      if s[b + KIND] == CALENDAR and not period_start(s, b, view.now) then return true end
    end
  end
  return false
end

-- Units used of every quota, those elsewhere as told, and whether any of a ladder is nearly full. What is told matters then.
local function used_of(view)
  local used, nearly = {}, false
  for p = 1, #view.parts do
    local part = view.parts[p]
    local r, s, map = part.record, part.asked, part.map
    for i = 1, part.count do
      local b, slot = UNTO + SPEC * i, map and map[i] or i
      local units = r and (slot > 0 and used_at(r, BEFORE + WIDTH * slot, s, b, view.now) or 0) or view.told[TOLD + part.first + i]
      used[part.first + i] = units
      if s[b + NEARLY] > 0 and units >= s[b + NEARLY] - 1 then
        nearly = true
        if not r then view.is_tight = true end
      end
    end
  end
  return used, nearly
end

-- The call succeeds and writes from here on: every record is stamped, periods that are over and marks past their time go.
local function begin_writing(view)
  local now = view.now

  -- A period starts at 0, held amounts included: they belong to the period they were opened in.
  local function roll(r, at, slot, start)
    r[at + SINCE], r[at + SETTLED], r[at + HELD] = start, 0, 0
    for place = 2, r[WHEEL] == 0 and 0 or #r[WHEEL], 2 do
      local sums = { unpacked(r[WHEEL][place]) }
      sums[2 * slot - 1], sums[2 * slot] = 0, 0
      r[WHEEL][place] = pack(unpack(sums))
    end
  end

  for p = 1, #view.parts do
    local part, r, s = view.parts[p], view.parts[p].record, view.parts[p].asked
    if r then
      r[LAST] = now
      while r[MARKS] ~= 0 and r[MARKS][2] + ID_TTL_MS <= now do
        remove(r[MARKS], 1)
        remove(r[MARKS], 1)
        if #r[MARKS] == 0 then r[MARKS] = 0 end
      end
      for i = 1, part.count do
        local b, slot = UNTO + SPEC * i, part.map and part.map[i] or i
        if s[b + KIND] == CALENDAR and slot > 0 then
          local at, start = BEFORE + WIDTH * slot, period_start(s, b, now) or 0
          if start > r[at + SINCE] then roll(r, at, slot, start) end
        end
      end
    end
  end
end

local function granted(view, offer, rung, output, factor, instant, used)
  return { GRANTED, view.now, offer, rung, output, factor, instant, unpack(used) }
end
