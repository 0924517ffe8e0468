-- Closed ids: rule 28.

local function mark_closed(r, id, now)
  local marks = r[MARKS] == 0 and {} or r[MARKS]
  insert(marks, id)
  insert(marks, now)
  if #marks > 2 * MAX_MARKS then
    r[FLOOR] = max(r[FLOOR], marks[2])
    remove(marks, 1)
    remove(marks, 1)
  end
  r[MARKS] = marks
end

-- An id that nobody else has needs no mark.
local function close_id(r, id, fresh, now)
  if fresh % 2 == 0 then mark_closed(r, id, now) end
end

local function is_marked(r, id, now)
  for i = 1, r[MARKS] == 0 and 0 or #r[MARKS], 2 do
    if r[MARKS][i] == id and r[MARKS][i + 1] + ID_TTL_MS > now then return true end
  end
  return false
end

-- Keeps an ended or estimated reservation for its correction; beyond the most that are kept, the oldest is closed.
local function keep_late(r, row, now)
  add_row(r, LATE, row)
  while #r[LATE] > MAX_LATE do
    local _, id, _, _, fresh = unpack_limit(remove(r[LATE], 1), FRESH)
    close_id(r, id, fresh, now)
  end
end
