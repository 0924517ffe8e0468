-- What a reservation holds, in every record.

local function lease_end(now, lease)
  return ceil((now + amount(lease)) / GRID_MS) * GRID_MS
end

-- Holds in home what the row holds of it, or gives it back (`sign` -1).
local function hold_home(part, row, sign)
  local r, s = part.record, part.specs
  for slot = 1, part.slots do
    local at, q = BEFORE + WIDTH * slot, FIRST + TRIPLE * slot
    if in_period(r, at, s, UNTO + SPEC * slot, row, q) then r[at + HELD] = max(0, r[at + HELD] + sign * row[q + HOLD]) end
  end
end

-- Visits every quota of the call: its partition, its index there and in the call, its slot (0 where the record no longer counts it),
-- and where its numbers in a row begin (nil where home no longer counts it).
local function each_quota(view, visit)
  local home = view.parts[1]
  for p = 1, #view.parts do
    local part = view.parts[p]
    for i = 1, part.count do
      local n, slot = part.first + i, part.map and part.map[i] or i
      local q = p > 1 and FIRST + TRIPLE * (home.slots - home.count + n) or slot > 0 and FIRST + TRIPLE * slot or nil
      visit(part, i, n, slot, q)
    end
  end
end
