-- Home, after other slots have followed or refused to: the token goes. A grant may become less, or be taken back as if it had never been.
-- Head: id, token, what is done, step (0 for the reserve), end, token and rung before, fingerprint or 0, index, rung, output.
-- Rest, for each quota: what is held, and whether it is gone elsewhere.
local KEEP, LESSEN, TAKE_BACK = 0, 1, 2
local view, id, token, what, step, instant, token_before, rung_before, fingerprint, index, rung, output = look('told', 11)
local home = view.parts[1].record
local hold, gone = numbers(view.count), numbers(view.count)
local place, row = find_row(home[LEASES], id)
local list, tools = place and LEASES or LATE, elsewhere(view)
if not place then place, row = find_row(home[LATE], id) end
if not place or tools.token_of(row) ~= token then return { CLOSED, view.now } end

local function put_back_rung()
  if home[RUNG] == rung and (step > 0 or list == LATE or place == #home[LEASES]) then home[RUNG] = rung_before end
end

-- One that has ended meanwhile holds nothing any more.
local function take_back_reserve()
  if list == LEASES then
    turn_wheels(view, row, row[END], -1)
    hold_home(view.parts[1], row, -1)
  end
  drop_row(home, list, place)
  if fingerprint > 0 then uncount_repeat(home, fingerprint - 1) end
end

-- Where the numbers of the grant of a step begin in the row, before its rung.
local function place_of_step()
  if step == 0 then return OFFER - STEP_OFFER end
  for at = ROW + TRIPLE * row[COUNT], #row - RAISE, RAISE do
    if row[at + STEP] == step then return at end
  end
end

local function hold_less()
  local observed = tools.each_of(row, OBSERVED)
  move_row(view, row, hold, observed, instant)
  local at = place_of_step()
  if what == LESSEN then
    row[at + STEP_OFFER], row[at + STEP_RUNG], row[at + STEP_OUTPUT], home[RUNG] = index, rung, output, rung
  else
    for _ = 1, RAISE do remove(row, at + 1) end
  end
end

if list == LATE and what ~= KEEP and (what == LESSEN or step > 0) then return { CLOSED, view.now } end
begin_writing(view)
if what == TAKE_BACK then put_back_rung() end
if what == TAKE_BACK and step == 0 then
  take_back_reserve()
else
  tools.with_token(row, what == TAKE_BACK and token_before or 0)
  if what ~= KEEP then hold_less() end
  each_quota(view, function(_, _, n, _, q)
    if gone[n] == 1 then row[q + HOLD], row[q + OBSERVED], row[q + PERIOD] = 0, 0, -1 end
  end)
  home[list][place] = pack(unpack(row))
end
save(view)
return { GRANTED, view.now }
