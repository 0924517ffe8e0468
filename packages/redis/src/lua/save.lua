-- The only write. A record expires when it is worth nothing, never before.
local LEAST_MS, MOST_MS = 60000, 35184372088832

local function save(view)
  local now = view.now
  for p = 1, #view.parts do
    local part, r, s = view.parts[p], view.parts[p].record, view.parts[p].specs
    if r then
      local worth, is_known = LEAST_MS, true
      for slot = 1, part.slots do
        local at, b = BEFORE + WIDTH * slot, UNTO + SPEC * slot
        local kind, settled = s[b + KIND], r[at + SETTLED]
        if settled == 0 or kind == CONCURRENCY then
          settled = nil
        elseif kind == BUCKET then
          worth = max(worth, (settled / s[b + C] + 1) * s[b + B] * s[b + A])
        elseif kind == SLIDING then
          worth = max(worth, 62 * s[b + A])
        elseif s[b + D] > r[at + SINCE] then
          worth = max(worth, (s[b + B] > r[at + SINCE] and s[b + B] or s[b + C] > r[at + SINCE] and s[b + C] or s[b + D]) - now)
        else
          is_known = false
        end
      end
      if r[LATE] ~= 0 then worth = max(worth, LATE_MS) end
      for i = 3, r[REPEATS] == 0 and 0 or #r[REPEATS], 3 do worth = max(worth, r[REPEATS][i] - now) end
      if r[WHEEL] ~= 0 then worth = worth + r[WHEEL][#r[WHEEL] - 1] - now end
      if r[LEASES] ~= 0 then
        local _, _, instant = unpack_limit(r[LEASES][#r[LEASES]], END)
        worth, is_known = worth + instant - now + LATE_MS, is_known and #r[LEASES] == 1
      end
      -- What other reservations need was seen to when they were written.
      if not is_known then worth = max(worth, redis.call('PTTL', part.key)) end
      redis.call('SET', part.key, pack(r), 'PX', string.format('%.0f', min(MOST_MS, ceil(worth))))
    end
  end
end
