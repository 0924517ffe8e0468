-- What ends by itself until `now`, each at its own instant: rules 20, 21, 27. Periods are not rolled yet: what ended in an old one
-- still meets it.
local function end_due(part, now)
  local r, s = part.record, part.specs

  local function end_lease(row)
    for slot = 1, part.slots do
      local at, b, q = BEFORE + WIDTH * slot, UNTO + SPEC * slot, FIRST + TRIPLE * slot
      if in_period(r, at, s, b, row, q) then
        r[at + HELD] = max(0, r[at + HELD] - row[q + HOLD])
        settle_units(r, at, s, b, row[END], row[q + OBSERVED])
      end
    end
    row[STATUS], row[END] = ENDED, row[END] + LATE_MS
    keep_late(r, row, now)
  end

  -- Splits a list of rows by what is due; each due one with its instant and its place.
  local function split(list)
    local due, kept = {}, {}
    for place, text in ipairs(r[list] == 0 and {} or r[list]) do
      local _, _, instant = unpack_limit(text, END)
      if instant <= now then insert(due, { instant, place, text }) else insert(kept, text) end
    end
    r[list] = #kept > 0 and kept or 0
    return due
  end

  local function end_wheel()
    local instant, sums = remove(r[WHEEL], 1), { unpacked(remove(r[WHEEL], 1)) }
    if #r[WHEEL] == 0 then r[WHEEL] = 0 end
    for slot = 1, part.slots do
      local at, b = BEFORE + WIDTH * slot, UNTO + SPEC * slot
      r[at + HELD] = max(0, r[at + HELD] - sums[2 * slot - 1])
      settle_units(r, at, s, b, instant, sums[2 * slot])
    end
  end

  local due = split(LEASES)
  table.sort(due, function(x, y) return x[1] < y[1] or (x[1] == y[1] and x[2] < y[2]) end)
  for _, each in ipairs(due) do end_lease({ unpacked(each[3]) }) end
  while r[WHEEL] ~= 0 and r[WHEEL][1] <= now do end_wheel() end
  for _, each in ipairs(split(LATE)) do
    local _, id, _, _, fresh = unpack_limit(each[3], FRESH)
    close_id(r, id, fresh, now)
  end
  -- Known exactly only here: what was settled before its end leaves NEXT too early.
  r[NEXT] = r[WHEEL] == 0 and 0 or r[WHEEL][1]
  for _, list in ipairs({ LEASES, LATE }) do
    for _, text in ipairs(r[list] == 0 and {} or r[list]) do
      local _, _, instant = unpack_limit(text, END)
      ends_by(r, instant)
    end
  end
end
