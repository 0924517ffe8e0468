-- Does in this slot of a cluster what home has done to a reservation: gives back what it held, holds anew, charges. The partitions that
-- lie here know no reservations, so the last times are remembered: what arrives twice is done once.
-- Head: name of this time, end before and end (0 for none). Rest, each for every quota: held, observed and period before; hold and
-- observed from now on; what is charged and what was charged before.
local MOST_FOLLOWED, NAME = 64, 8
local view, number, was_instant, instant = look('told', 3)
local name = struct.pack('<L', number)
local lists = {}
for i = 1, 7 do lists[i] = numbers(view.count) end

local first
for _, part in ipairs(view.parts) do first = first or part.record end

local function has_followed()
  local from = 1
  while first[FOLLOWED] ~= 0 do
    local at = first[FOLLOWED]:find(name, from, true)
    if not at then return false end
    if at % NAME == 1 then return true end
    from = at + 1
  end
  return false
end

local row, gone = {}, {}
local function fill(hold, observed)
  each_quota(view, function(part, _, n, slot, q)
    gone[n] = part.record and slot == 0 and 1 or 0
    row[q + HOLD], row[q + OBSERVED], row[q + PERIOD] = amount(hold[n]), amount(observed[n]), lists[3][n]
  end)
end

fill(lists[1], lists[2])
if not has_followed() then
  begin_writing(view)
  if was_instant > 0 then turn_wheels(view, row, was_instant, -1) end
  each_quota(view, function(part, i, n, slot, q)
    local r, s, b, at = part.record, part.asked, UNTO + SPEC * i, BEFORE + WIDTH * slot
    if r and slot > 0 and in_period(r, at, s, b, row, q) then
      -- What ended here meanwhile was charged what was observed.
      local ended = was_instant > 0 and was_instant <= view.now and lists[2][n] or 0
      settle_units(r, at, s, b, view.now, lists[6][n] - lists[7][n] - ended)
    end
  end)
  if instant > 0 then
    fill(lists[4], lists[5])
    turn_wheels(view, row, max(instant, ceil(view.now / GRID_MS) * GRID_MS), 1)
  end
  first[FOLLOWED] = (first[FOLLOWED] == 0 and '' or first[FOLLOWED]:sub(-NAME * (MOST_FOLLOWED - 1))) .. name
  save(view)
end
return { GRANTED, view.now, (used_of(view)), gone }
