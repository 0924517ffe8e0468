-- The first offer that fits every quota: rules 4, 14, 15. An offer is only unpacked when it is reached; one that is no amounts has
-- more than any amount for its most tokens.
local OFFERED_RUNG, LEAST, MOST, HELD_OUTPUT, OFFERED = 1, 2, 3, 4, 4
-- The charge of the n-th quota begins after field PRICES + CHARGE * n.
local CAP, FIXED, PER, CHARGE, PRICES = 1, 2, 3, 3, 1

-- ceil(value * scale / 1000), exact while the result is an amount.
local function scale_up(value, scale)
  return floor(value / 1000) * scale + ceil(value % 1000 * scale / 1000)
end

-- Whether the share of the n-th quota of the call is at least `share` permille, and whether that quota lies elsewhere.
local function reaches(view, used, n, share)
  for _, part in ipairs(view.parts) do
    if n <= part.first + part.count then
      local limit = part.asked[UNTO + SPEC * (n - part.first) + LIMIT]
      local least = limit == 0 and (share <= 1000 and 0 or HUGE) or scale_up(limit, share)
      return used[n] >= least, not part.record
    end
  end
end

-- Tokens of answer that an offer may give, or -1 when it does not fit. `own`, if any, adds to each room. What lies elsewhere binds by
-- what is told of it, where home decides.
local function grant_of(view, offer, used, scaled, own)
  local output, least = offer[MOST], offer[LEAST]
  if output > MAX or least > MAX or offer[HELD_OUTPUT] > MAX then refuse('offer') end
  for p = 1, #view.parts do
    local part = view.parts[p]
    local s, first, is_elsewhere = part.asked, part.first, not part.record
    for i = 1, part.count do
      local n, b = first + i, UNTO + SPEC * i
      local at, other = PRICES + CHARGE * n, s[b + WHILE]
      local cap, fixed, per = offer[at + CAP], offer[at + FIXED], offer[at + PER]
      if cap > MAX or fixed > MAX or per > MAX then refuse('offer') end
      local binds, is_told = output >= 0 and (view.decides or not is_elsewhere), is_elsewhere
      if binds and other > 0 then
        local is_other_told
        binds, is_other_told = reaches(view, used, other, s[b + SHARE])
        is_told = is_told or is_other_told
      end
      if binds then
        local before, units = output, cap - used[n] + (own and own[n] or 0)
        if units >= 0 and scaled ~= 1000 and s[b + SCALED] == 1 then
          units = min(MAX, floor(units / scaled) * 1000 + floor(units % scaled * 1000 / scaled))
        end
        units = units - fixed
        if units < 0 then
          output = -1
        elseif per > 0 then
          output = min(output, floor(units / per))
          if output < least then output = -1 end
        end
        if is_told and output < before then view.is_tight = true end
      end
    end
  end
  return output
end

-- Of `count` offers: the one that fits, its index from 0, and the tokens it grants; nil when none does, or when it depends on what
-- was told long ago. Starts at the first, or at `rung`.
local function first_fit(view, count, rung, used, scaled, own)
  for index = 0, count - 1 do
    if view.is_tight and view.decides and view.told[IS_FRESH] == 0 then return nil end
    local offer = numbers(OFFERED + CHARGE * view.count)
    if offer[OFFERED_RUNG] >= rung or index == count - 1 then
      rung = 0
      local output = grant_of(view, offer, used, scaled, own)
      if output >= 0 then return offer, index, output end
    end
  end
end

-- What an offer charges the n-th quota for an answer of `tokens`; of one that does not bind it may be more than fits anywhere.
local function charge_of(offer, n, scale, tokens)
  local at = PRICES + CHARGE * n
  local units = offer[at + FIXED] + offer[at + PER] * tokens
  if scale ~= 1000 and units <= MAX then units = scale_up(units, scale) end
  return min(MAX, units)
end
