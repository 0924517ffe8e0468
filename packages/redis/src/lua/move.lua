-- Replaces what an open reservation holds, in every record, and when it ends.
local function move_row(view, row, hold, observed, instant)
  local home = view.parts[1]
  turn_wheels(view, row, row[END], -1)
  hold_home(home, row, -1)
  each_quota(view, function(part, _, n, slot, q)
    if not q then return end
    row[q + HOLD], row[q + OBSERVED] = hold[n], observed[n]
    if part.record and slot == 0 then row[q + HOLD], row[q + OBSERVED], row[q + PERIOD] = 0, 0, -1 end
  end)
  row[END] = instant
  hold_home(home, row, 1)
  turn_wheels(view, row, row[END], 1)
  ends_by(home.record, row[END])
end
