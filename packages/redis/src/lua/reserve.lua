-- Takes the first offer that fits every quota, or writes nothing: rules 11 to 16.
-- Head: id, issued at, lease ms, weight, fresh, repeats or not, fingerprint, window ms, counts of factors and of offers. Rest: factors, offers.
local view, id, issued, lease, weight, fresh, is_repeat, fingerprint, window, factor_count, offer_count = look('reshaped', 10)
local now, home, repeats = view.now, view.parts[1].record, is_repeat == 1
local factors = repeats and { unpack(numbers(factor_count), 1, factor_count) }
amount(weight)

if outside_periods(view) then return { OUTSIDE, now } end
local place, open = find_row(home[LEASES], id)
if open then
  if view.told then return elsewhere(view).granted_again(open, place, fresh) end
  return granted(view, open[OFFER], open[RUNG_OF], open[OUTPUT], open[FACTOR], open[END], (used_of(view)))
end
if issued < now - ID_TTL_MS or issued < home[FLOOR] or is_marked(home, id, now) or find_row(home[LATE], id) then
  return { CLOSED, now }
end

local factor, till = 1000, 0
if repeats then factor, till = factor_of(home, fingerprint, factors, now) end
if home[LEASES] ~= 0 and #home[LEASES] >= MAX_LEASES then return refused(view, BY_LEASES, factor, till) end
view.decides = view.told
local used, nearly = used_of(view)
local scaled = factor == 1000 and weight or ceil(weight * amount(factor) / 1000)
local offer, index, output = first_fit(view, offer_count, nearly and home[RUNG] or 0, used, scaled)
if view.is_tight and view.told[IS_FRESH] == 0 then return { LOOK, now } end
if not offer then return refused(view, BY_QUOTA, factor, till) end

begin_writing(view)
local was_rung, before = home[RUNG], view.told and { unpack(used) }
local rung, tokens, instant = offer[OFFERED_RUNG], min(offer[HELD_OUTPUT], output), lease_end(now, lease)
-- With room for four quotas: a list that grows is copied.
local row = { id, instant, OPEN, fresh, index, rung, output, factor, view.count, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil }
for p = 1, #view.parts do
  local part = view.parts[p]
  local r, s, first = part.record, part.asked, part.first
  for i = 1, part.count do
    local n, b, at = first + i, UNTO + SPEC * i, BEFORE + WIDTH * i
    local hold, since = charge_of(offer, n, s[b + SCALED] == 1 and scaled or 1000, tokens), 0
    if s[b + KIND] == CALENDAR then since = r and r[at + SINCE] or period_start(s, b, now) end
    local q = FIRST + TRIPLE * n
    row[q + HOLD], row[q + OBSERVED], row[q + PERIOD] = hold, 0, since
    if p == 1 then r[at + HELD] = r[at + HELD] + hold end
    used[n] = used[n] + hold
  end
end
if #view.parts > 1 then turn_wheels(view, row, instant, 1) end
if repeats then count_repeat(home, fingerprint, window, now) end
if view.told and fresh == 0 then elsewhere(view).with_token(row, view.told[TOKEN]) end
add_row(home, LEASES, row)
home[RUNG] = rung
save(view)
if view.told then
  local was = { token = 0, instant = 0, hold = {} }
  return elsewhere(view).granted(row, { index, rung, output, factor, till, was_rung }, used, before, was)
end
return granted(view, index, rung, output, factor, instant, used)
