-- A record is one list: a header, then five numbers for each quota it counts (its slot). Lists that are empty are 0.
-- SHAPE names the counters and how they age. NEXT: nothing of it ends before; 0 for never.
-- LEASES and LATE: rows (leases.lua). MARKS: id, closed at. REPEATS: fingerprint, count, until. WHEEL: end, row. FOLLOWED: text (follow.lua).
local SHAPE, LAST, RUNG, FLOOR, NEXT, LEASES, LATE, MARKS, REPEATS, WHEEL, FOLLOWED = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
-- The n-th slot begins after field BEFORE + WIDTH * n.
local HEADER, WIDTH, BEFORE = 11, 5, 6
-- Of a slot. REST: of a bucket the fraction drained, of a sliding window the sum of OLDER, its packed sub-buckets but the newest.
local SETTLED, SINCE, REST, HELD, OLDER = 1, 2, 3, 4, 5

local GRID_MS, LATE_MS, ID_TTL_MS = 5000, 900000, 60000
local MAX_LEASES, MAX_LATE, MAX_MARKS, MAX_REPEATS, MAX_STEPS = 64, 64, 64, 8, 16

-- Of a row, which is one reservation: a header, then three numbers for each quota (those of the record's slots first, then those
-- of the other partitions), then its raises, four numbers each. Rows stay packed until they are needed.
-- FRESH: 1 where nobody else has the id, plus twice the token of what other slots have not confirmed (elsewhere.lua).
local ID, END, STATUS, FRESH, OFFER, RUNG_OF, OUTPUT, FACTOR, COUNT = 1, 2, 3, 4, 5, 6, 7, 8, 9
-- The numbers of the n-th quota begin after field FIRST + TRIPLE * n.
local HOLD, OBSERVED, PERIOD, TRIPLE, ROW, FIRST = 1, 2, 3, 3, 9, 6
local STEP, STEP_OFFER, STEP_RUNG, STEP_OUTPUT, RAISE = 1, 2, 3, 4, 4
local OPEN, ENDED, ESTIMATED = 0, 1, 2

local function ends_by(r, instant)
  if r[NEXT] == 0 or instant < r[NEXT] then r[NEXT] = instant end
end

-- Where the row of an id stands in a list of rows, and the row, unpacked.
local function find_row(rows, id)
  if rows == 0 then return nil end
  local name = pack(id)
  for place = 1, #rows do
    if rows[place]:find(name, 1, true) == 1 then return place, { unpacked(rows[place]) } end
  end
end

local function add_row(r, list, row)
  if r[list] == 0 then r[list] = {} end
  insert(r[list], pack(unpack(row)))
  ends_by(r, row[END])
end

local function drop_row(r, list, place)
  remove(r[list], place)
  if #r[list] == 0 then r[list] = 0 end
end
