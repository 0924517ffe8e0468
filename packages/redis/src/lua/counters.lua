-- How settled amounts age, and what is used: twins of packages/core/src/store/algorithms; rules 5 to 9.
-- `r` is a record and `at` where a slot begins; `s` holds specs, and the n-th begins after field UNTO + SPEC * n.
local CONCURRENCY, SLIDING, CALENDAR, BUCKET = 0, 1, 2, 3
-- Sliding: length of a sub-bucket. Calendar: four boundaries. Bucket: ms of a tick, ticks of a window, refill.
-- NEARLY: one more than the amount that is nearly full, 0 without a ladder. WHILE: index of the quota on whose SHARE it depends.
local KIND, A, B, C, D, SCALED, NEARLY, WHILE, SHARE, LIMIT, SPEC, UNTO = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, -10

-- Debt and fraction at `now`, without float error.
local function debt_at(r, at, s, b, now)
  local debt = r[at + SETTLED]
  if debt == 0 then return 0, 0 end
  local ticks, refill = s[b + B], s[b + C]
  local elapsed = max(0, floor(now / s[b + A]) - r[at + SINCE])
  if elapsed >= ticks then
    local windows = floor(elapsed / ticks)
    if windows >= debt / refill then return 0, 0 end
    debt = debt - windows * refill
    elapsed = elapsed - windows * ticks
  end
  local per_tick = floor(refill / ticks)
  local fraction = elapsed * (refill - per_tick * ticks) + r[at + REST]
  local carried = floor(fraction / ticks)
  local gone = elapsed * per_tick + carried
  if gone >= debt then return 0, 0 end
  return debt - gone, fraction - carried * ticks
end

-- What the sub-buckets that still count hold; of the packed ones their sum, and those that are left. They are packed as the index of the
-- oldest, then of each its units and how far it is to the next.
local function sliding_at(r, at, s, b, now)
  local sum, rest, older = r[at + SETTLED], r[at + REST], r[at + OLDER]
  local oldest = floor(now / s[b + A]) - 60
  if sum == 0 or r[at + SINCE] < oldest then return 0, 0, 0 end
  if older == 0 then return sum, 0, 0 end
  local after, first = unpack_limit(older, 1)
  if first >= oldest then return sum, rest, older end
  while first < oldest do
    local units, gap
    after, units, gap = unpack_limit(older, 2, after)
    sum, rest, first = sum - units, rest - units, first + gap
    if after < 0 then return sum, 0, 0 end
  end
  return sum, rest, pack(first) .. older:sub(after + 1)
end

-- Start of the period that holds `now`; nil outside of all three.
local function period_start(s, b, now)
  if now < s[b + A] or now >= s[b + D] then return nil end
  return now >= s[b + C] and s[b + C] or now >= s[b + B] and s[b + B] or s[b + A]
end

-- Units used: settled as far as they still count, plus held.
local function used_at(r, at, s, b, now)
  local kind, held = s[b + KIND], r[at + HELD]
  if kind == BUCKET then return debt_at(r, at, s, b, now) + held end
  if kind == SLIDING then return sliding_at(r, at, s, b, now) + held end
  if kind == CONCURRENCY then return held end
  return (period_start(s, b, now) or 0) > r[at + SINCE] and 0 or r[at + SETTLED] + held
end

-- Whether the slot still counts the period that a reservation opened in; `q` is where its numbers of the quota begin.
local function in_period(r, at, s, b, row, q)
  return s[b + KIND] ~= CALENDAR or r[at + SINCE] == row[q + PERIOD]
end

-- Settles `units` at `now`, or takes them back when they are negative. Periods were rolled by begin_writing().
local function settle_units(r, at, s, b, now, units)
  local kind = s[b + KIND]
  if kind == CONCURRENCY then return end
  if kind == BUCKET then
    r[at + SETTLED], r[at + REST] = debt_at(r, at, s, b, now)
    r[at + SINCE] = floor(now / s[b + A])
  end
  if kind ~= SLIDING then
    r[at + SETTLED] = max(0, r[at + SETTLED] + units)
    return
  end
  local sum, rest, older = sliding_at(r, at, s, b, now)
  local index, since = floor(now / s[b + A]), r[at + SINCE]
  if units > 0 then
    if index > since then
      if older ~= 0 or sum > rest then
        local newest = pack(sum - rest, index - since)
        older, rest = (older == 0 and pack(since) or older) .. newest, sum
      end
      r[at + SINCE] = index
    end
  elseif units < 0 then
    -- From the newest sub-bucket backwards, from each at most what it has.
    local left = -units - min(-units, sum - rest)
    if left > 0 and older ~= 0 then
      local list = { unpacked(older) }
      for i = #list - 1, 2, -2 do
        local taken = min(left, list[i])
        list[i], left, rest = list[i] - taken, left - taken, rest - taken
        if list[i] > 0 then break end
        -- The one before is as far from the next as both were.
        list[i - 1] = list[i - 1] + list[i + 1]
        list[i], list[i + 1] = nil, nil
      end
      older = #list > 1 and pack(unpack(list)) or 0
    end
    units = max(units, -sum)
  end
  r[at + SETTLED], r[at + REST], r[at + OLDER] = sum + units, rest, older
end
