-- Repeated prompts: rules 13 and 26.

local function place_of(repeats, fingerprint)
  for i = 1, repeats == 0 and 0 or #repeats, 3 do
    if repeats[i] == fingerprint then return i end
  end
end

-- Repeat factor of the next admission, and when it falls back to the first (0 when it is the first).
local function factor_of(r, fingerprint, factors, now)
  local first, at = factors[1] or 1000, place_of(r[REPEATS], fingerprint)
  if not at or r[REPEATS][at + 2] <= now then return first, 0 end
  local factor = factors[min(r[REPEATS][at + 1], #factors - 1) + 1] or 1000
  return factor, factor == first and 0 or r[REPEATS][at + 2]
end

local function add_repeat(kept, fingerprint, count, till)
  insert(kept, fingerprint)
  insert(kept, count)
  insert(kept, till)
end

local function count_repeat(r, fingerprint, window, now)
  local kept, earliest, repeats = {}, 1, r[REPEATS]
  for i = 1, repeats == 0 and 0 or #repeats, 3 do
    if repeats[i + 2] > now then
      add_repeat(kept, repeats[i], repeats[i + 1], repeats[i + 2])
      if repeats[i + 2] < kept[earliest + 2] then earliest = #kept - 2 end
    end
  end
  local at = place_of(kept, fingerprint)
  if at then
    kept[at + 1] = kept[at + 1] + 1
  else
    for _ = 1, #kept < 3 * MAX_REPEATS and 0 or 3 do remove(kept, earliest) end
    add_repeat(kept, fingerprint, 1, now + window)
  end
  r[REPEATS] = kept
end
