-- Moves the end of an open reservation: rule 19. Head: id, lease ms. Rest: observed, hold.
local view, id, lease = look('kept', 2)
local now, home = view.now, view.parts[1].record
local place, row = find_row(home[LEASES], id)
if not place then return { CLOSED, now } end

local observed, hold = numbers(view.count), numbers(view.count)
each_quota(view, function(_, _, n, _, q)
  observed[n] = max(q and row[q + OBSERVED] or 0, amount(observed[n]))
  hold[n] = max(q and row[q + HOLD] or 0, observed[n], amount(hold[n]))
end)
begin_writing(view)
local tools = view.told and elsewhere(view)
local was = tools and { row[END], tools.token_of(row), tools.each_of(row, HOLD), tools.each_of(row, OBSERVED) }
move_row(view, row, hold, observed, max(row[END], lease_end(now, lease)))
if was then tools.with_token(row, view.told[TOKEN]) end
home[LEASES][place] = pack(unpack(row))
save(view)
if was then
  local used, period = (used_of(view)), tools.each_of(row, PERIOD)
  return { GRANTED, now, { row[END], was[1], was[2] }, used, hold, was[3], observed, was[4], period }
end
return { GRANTED, now, row[END], unpack((used_of(view))) }
