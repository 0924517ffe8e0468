-- Settles a reservation, corrects an earlier settlement, or marks an unknown id: rules 22 to 28.
-- Head: id, estimated, failed, repeats or not, fingerprint. Rest: charges.
local SETTLED_NOW, CORRECTED, ALREADY, MARKED = 0, 1, 2, 3
local view, id, is_estimate, has_failed, is_repeat, fingerprint = look('kept', 5)
local now, home, estimated = view.now, view.parts[1].record, is_estimate == 1
local charges = numbers(view.count)
for n = 1, view.count do amount(charges[n]) end

-- As each_quota() does, but without a function for every call: nearly all that are settled come by here.
local function charge(row, is_correction)
  local others = view.parts[1].slots - view.parts[1].count
  for p = 1, #view.parts do
    local part = view.parts[p]
    local r, s = part.record, part.asked
    for i = 1, r and part.count or 0 do
      local n, slot = part.first + i, part.map and part.map[i] or i
      local b, at, q = UNTO + SPEC * i, BEFORE + WIDTH * slot, FIRST + TRIPLE * (p == 1 and slot or others + n)
      if slot > 0 and in_period(r, at, s, b, row, q) then
        settle_units(r, at, s, b, now, charges[n] - (is_correction and row[q + OBSERVED] or 0))
      end
    end
  end
end

-- An estimate may still be replaced once; the truth closes the id.
local function close(row)
  if not estimated then return close_id(home, id, row[FRESH], now) end
  for n = 1, row[COUNT] do row[FIRST + TRIPLE * n + HOLD], row[FIRST + TRIPLE * n + OBSERVED] = 0, 0 end
  each_quota(view, function(part, _, n, slot, q)
    if q and slot > 0 then row[q + OBSERVED] = charges[n] elseif q then row[q + PERIOD] = -1 end
  end)
  row[STATUS], row[END] = ESTIMATED, now + LATE_MS
  keep_late(home, row, now)
end

-- Other slots follow: they give back what they hold, if they are known to, and charge what they were not charged yet.
local function reply_of(kind, row)
  if not view.told then return { kind, now } end
  local tools = elsewhere(view)
  local token, hold, observed = tools.token_of(row), tools.each_of(row, HOLD), tools.each_of(row, OBSERVED)
  tools.with_token(row, 0)
  return { kind, now, { row[END], token }, hold, observed, tools.each_of(row, PERIOD) }
end

local place, row = find_row(home[LEASES], id)
if place then
  begin_writing(view)
  if #view.parts > 1 then turn_wheels(view, row, row[END], -1) end
  hold_home(view.parts[1], row, -1)
  drop_row(home, LEASES, place)
  if home[LEASES] == 0 and home[LATE] == 0 and home[WHEEL] == 0 then home[NEXT] = 0 end
  charge(row, false)
  if has_failed == 1 and is_repeat == 1 then uncount_repeat(home, fingerprint) end
  local reply = reply_of(SETTLED_NOW, row)
  close(row)
  save(view)
  return reply
end

place, row = find_row(home[LATE], id)
if not place then
  if is_marked(home, id, now) then return { ALREADY, now } end
  begin_writing(view)
  mark_closed(home, id, now)
  save(view)
  return { MARKED, now }
end
if row[STATUS] == ESTIMATED and estimated then return { ALREADY, now } end
begin_writing(view)
drop_row(home, LATE, place)
charge(row, true)
local reply = reply_of(CORRECTED, row)
close(row)
save(view)
return reply
