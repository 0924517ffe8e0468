-- The records of a call as of `now`: what is due has ended. Written to only by an operation that succeeds, and kept by save().
local GRANTED, CLOSED, OUTSIDE, AGAIN, LOOK, LATER = 1, 2, 3, 4, 5, 6

local function outside_periods(view)
  for p = 1, #view.parts do
    local part, s = view.parts[p], view.parts[p].asked
    for b = 0, part.has_periods and SPEC * (part.count - 1) or -1, SPEC do
      if s[b + KIND] == CALENDAR and not period_start(s, b, view.now) then return true end
    end
  end
  return false
end

-- Units used of every quota, those elsewhere as told, and whether any of a ladder is nearly full. What is told matters then.
local function used_of(view)
  local used, nearly, now = {}, false, view.now
  for p = 1, #view.parts do
    local part = view.parts[p]
    local r, s, map, first = part.record, part.asked, part.map, part.first
    for i = 1, part.count do
      local b, slot, units = UNTO + SPEC * i, map and map[i] or i, 0
      if not r then
        units = view.told[TOLD + first + i]
      elseif slot > 0 then
        units = used_at(r, BEFORE + WIDTH * slot, s, b, now)
      end
      used[first + i] = units
      if s[b + NEARLY] > 0 and units >= s[b + NEARLY] - 1 then
        nearly = true
        if not r then view.is_tight = true end
      end
    end
  end
  return used, nearly
end

-- A period starts at 0, held amounts included: they belong to the period they were opened in.
local function roll(r, at, slot, start)
  r[at + SINCE], r[at + SETTLED], r[at + HELD] = start, 0, 0
  for place = 2, r[WHEEL] == 0 and 0 or #r[WHEEL], 2 do
    local sums = { unpacked(r[WHEEL][place]) }
    sums[2 * slot - 1], sums[2 * slot] = 0, 0
    r[WHEEL][place] = pack(unpack(sums))
  end
end

-- The call succeeds and writes from here on: every record is stamped, periods that are over and marks past their time go.
local function begin_writing(view)
  local now = view.now
  for p = 1, #view.parts do
    local part = view.parts[p]
    local r, s = part.record, part.asked
    if r then
      r[LAST] = now
      while r[MARKS] ~= 0 and r[MARKS][2] + ID_TTL_MS <= now do
        remove(r[MARKS], 1)
        remove(r[MARKS], 1)
        if #r[MARKS] == 0 then r[MARKS] = 0 end
      end
      for i = 1, part.has_periods and part.count or 0 do
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
