-- Takes in this slot of a cluster what home has granted, or a lesser offer, or nothing: rules 15, 16 and 18 for the partitions that lie
-- here. They are never home. Offers begin with the one that home granted, and no answer is longer than that one.
-- Head: raises or not, end before (0 when nothing is known to be held here), end, weight, factor, count of offers. Rest: what is taken,
-- held before, its observed and period of each quota, offers.
local view, raises, was_instant, instant, weight, factor, count = look('told', 6)
local now, is_raise = view.now, raises == 1
amount(weight)
amount(factor)
local taken, held, observed, period = numbers(view.count), numbers(view.count), numbers(view.count), numbers(view.count)

if outside_periods(view) then return { OUTSIDE, now } end
-- The clock here is so far ahead of home's that the lease has ended.
if instant < now then return { LATER, now } end
local row, own = {}, {}
for p, part in ipairs(view.parts) do
  local r, s = part.record, part.asked
  for i = 1, part.count do
    local n, b, q, slot = part.first + i, UNTO + SPEC * i, FIRST + TRIPLE * (part.first + i), part.map and part.map[i] or i
    local counts = r and slot > 0
    if counts and s[b + KIND] == CALENDAR then
      local start, since = period_start(s, b, now), r[BEFORE + WIDTH * slot + SINCE]
      -- Home decided in another period than the one that has begun here.
      if not is_raise and start ~= period_start(s, b, view.told[TOLD_NOW]) then return { LATER, now } end
      if not is_raise then period[n] = start end
      counts = start <= since and since == period[n]
    end
    row[q + HOLD], row[q + OBSERVED], row[q + PERIOD] = held[n], observed[n], period[n]
    own[n] = (counts and was_instant > 0 and held[n] or 0) - taken[n]
  end
end
local scaled = factor == 1000 and weight or ceil(weight * factor / 1000)
local offer, index, output = first_fit(view, count, 0, (used_of(view)), scaled, own)
if not offer then return refused(view, BY_QUOTA, factor, 0) end

begin_writing(view)
if was_instant > 0 then turn_wheels(view, row, was_instant, -1) end
local tokens, hold, gone = min(offer[HELD_OUTPUT], output), {}, {}
each_quota(view, function(part, i, n, slot, q)
  local scale = part.asked[UNTO + SPEC * i + SCALED] == 1 and scaled or 1000
  hold[n], gone[n] = max(held[n], min(MAX, taken[n] + charge_of(offer, n, scale, tokens))), 0
  row[q + HOLD] = hold[n]
  if part.record and slot == 0 then hold[n], row[q + HOLD], row[q + OBSERVED], gone[n] = 0, 0, 0, 1 end
end)
turn_wheels(view, row, instant, 1)
save(view)
return { GRANTED, now, { index, output }, (used_of(view)), hold, gone }
