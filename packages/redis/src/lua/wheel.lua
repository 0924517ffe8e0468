-- Partitions beside home know no reservations, only sums of what ends at one instant: hold and observed of each slot.
-- Puts what a reservation holds into the wheels, or takes it out again (`sign` -1), never more than is there.
-- The numbers of the first quota of those partitions begin in the row after field `first`.
local function turn_wheels(view, row, instant, sign)

  -- Where the sums of an instant stand; those that are put somewhere new are made.
  local function place_of_instant(r, slots)
    if r[WHEEL] == 0 then
      if sign < 0 then return nil end
      r[WHEEL] = {}
    end
    local wheel, place = r[WHEEL], 1
    while wheel[place] and wheel[place] < instant do place = place + 2 end
    if wheel[place] == instant then return place end
    if sign < 0 then return nil end
    local zeros = {}
    for i = 1, 2 * slots do zeros[i] = 0 end
    insert(wheel, place, pack(unpack(zeros)))
    insert(wheel, place, instant)
    ends_by(r, instant)
    return place
  end

  local home = view.parts[1]
  for p = 2, #view.parts do
    local part, r, s = view.parts[p], view.parts[p].record, view.parts[p].asked
    local place = r and place_of_instant(r, part.slots)
    if place then
      local sums = { unpacked(r[WHEEL][place + 1]) }
      for i = 1, part.count do
        local slot, q = part.map and part.map[i] or i, FIRST + TRIPLE * (home.slots - home.count + part.first + i)
        local at = BEFORE + WIDTH * slot
        if slot > 0 and in_period(r, at, s, UNTO + SPEC * i, row, q) then
          local held = sums[2 * slot - 1]
          sums[2 * slot - 1] = max(0, held + sign * row[q + HOLD])
          sums[2 * slot] = max(0, sums[2 * slot] + sign * row[q + OBSERVED])
          r[at + HELD] = max(0, r[at + HELD] + sums[2 * slot - 1] - held)
        end
      end
      r[WHEEL][place + 1] = pack(unpack(sums))
    end
  end
end
