-- Lets an open reservation take more: rules 17 and 18. Head: id, lease ms, weight, factor, step, count of offers. Rest: what is taken, offers.
local view, id, lease, weight, factor, step, count = look('kept', 6)
local now, home = view.now, view.parts[1].record
amount(weight)
amount(factor)

if outside_periods(view) then return { OUTSIDE, now } end
local place, row = find_row(home[LEASES], id)
if not place then return { CLOSED, now } end
local raises = ROW + TRIPLE * row[COUNT]
local function again(offer, rung, output)
  if not view.told then return granted(view, offer, rung, output, factor, row[END], (used_of(view))) end
  -- Whether other slots know of this step is not known.
  if step > 0 and row[FRESH] >= 2 then return { CLOSED, now } end
  return { AGAIN, now, { offer, rung, output, factor, row[END] }, (used_of(view)) }
end
if step == 0 then return again(row[OFFER], row[RUNG_OF], row[OUTPUT]) end
for at = raises, #row - RAISE, RAISE do
  if row[at + STEP] == step then return again(row[at + STEP_OFFER], row[at + STEP_RUNG], row[at + STEP_OUTPUT]) end
end
if step < (row[raises + STEP] or 0) then return { CLOSED, now } end

-- A raise stands on what the others use: its own hold makes room, what is taken of it does not.
local taken, own, held = numbers(view.count), {}, {}
each_quota(view, function(part, i, n, slot, q)
  local r, s, b, at = part.record, part.asked, UNTO + SPEC * i, BEFORE + WIDTH * slot
  held[n] = q and row[q + HOLD] or 0
  local is_past = r and s[b + KIND] == CALENDAR and slot > 0 and period_start(s, b, now) > r[at + SINCE]
  local counts = r and q and slot > 0 and not is_past and in_period(r, at, s, b, row, q)
  if not r then counts = row[FRESH] < 2 and (s[b + KIND] ~= CALENDAR or period_start(s, b, now) == row[q + PERIOD]) end
  own[n] = (counts and held[n] or 0) - amount(taken[n])
end)
view.decides = view.told
local used, nearly = used_of(view)
local scaled = factor == 1000 and weight or ceil(weight * factor / 1000)
local offer, index, output = first_fit(view, count, nearly and home[RUNG] or 0, used, scaled, own)
if view.is_tight and view.told[IS_FRESH] == 0 then return { LOOK, now } end
if not offer then return refused(view, BY_QUOTA, factor, 0, id) end

begin_writing(view)
local tools = view.told and elsewhere(view)
local was = tools and { token = tools.token_of(row), instant = row[END], hold = held }
local hold, observed, tokens = {}, {}, min(offer[HELD_OUTPUT], output)
each_quota(view, function(part, i, n, _, q)
  local scale = part.asked[UNTO + SPEC * i + SCALED] == 1 and scaled or 1000
  hold[n] = max(held[n], min(MAX, taken[n] + charge_of(offer, n, scale, tokens)))
  observed[n] = q and row[q + OBSERVED] or 0
end)
move_row(view, row, hold, observed, max(row[END], lease_end(now, lease)))
-- In the order of the steps, whenever they came.
local at = #row
while at > raises and row[at - RAISE + STEP] > step do at = at - RAISE end
for i, value in ipairs({ step, index, offer[OFFERED_RUNG], output }) do insert(row, at + i, value) end
while #row > raises + RAISE * MAX_STEPS do
  for _ = 1, RAISE do remove(row, raises + 1) end
end
local was_rung = home[RUNG]
home[RUNG] = offer[OFFERED_RUNG]
if was then tools.with_token(row, view.told[TOKEN]) end
home[LEASES][place] = pack(unpack(row))
save(view)
if was then
  local grant = { index, offer[OFFERED_RUNG], output, factor, 0, was_rung }
  return tools.granted(row, grant, (used_of(view)), used, was)
end
return granted(view, index, offer[OFFERED_RUNG], output, factor, row[END], (used_of(view)))
