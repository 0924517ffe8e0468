-- Forgets what was settled, the rung and the repeats: rule 29.
local view = look('kept', 0)
begin_writing(view)
for _, part in ipairs(view.parts) do
  local r = part.record
  for slot = 1, r and part.slots or 0 do
    local at = BEFORE + WIDTH * slot
    if part.specs[UNTO + SPEC * slot + KIND] == SLIDING then r[at + REST] = 0 end
    r[at + SETTLED], r[at + OLDER] = 0, 0
  end
  if r then r[RUNG], r[REPEATS] = 0, 0 end
end
save(view)
return { view.now }
