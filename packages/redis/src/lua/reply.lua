-- Records as core reads them: lists of integers only, so that every client can carry them.
local BY_QUOTA, BY_LEASES, REFUSED = 0, 1, 0

local function rows_of(rows)
  local list = {}
  for i, text in ipairs(rows == 0 and {} or rows) do list[i] = { unpacked(text) } end
  return list
end

-- Index and units of each packed sub-bucket that has any.
local function sub_buckets_of(older)
  if older == 0 then return {} end
  local packed, pairs_told = { unpacked(older) }, {}
  local index = packed[1]
  for i = 2, #packed, 2 do
    if packed[i] > 0 then
      insert(pairs_told, index)
      insert(pairs_told, packed[i])
    end
    index = index + packed[i + 1]
  end
  return pairs_told
end

-- Header and slots, sub-buckets, reservations, wheel; late reservations, marks and repeats.
local function record_reply(part)
  local r = part.record
  local state, older, wheel = { r[LAST], r[RUNG], r[FLOOR] }, {}, {}
  for slot = 1, part.slots do
    local at = BEFORE + WIDTH * slot
    local is_sliding = part.specs[UNTO + SPEC * slot + KIND] == SLIDING
    insert(state, r[at + SETTLED])
    insert(state, r[at + SINCE])
    insert(state, is_sliding and 0 or r[at + REST])
    insert(state, r[at + HELD])
    older[slot] = sub_buckets_of(r[at + OLDER])
  end
  for place = 1, r[WHEEL] == 0 and 0 or #r[WHEEL], 2 do
    insert(wheel, r[WHEEL][place])
    for _, sum in ipairs({ unpacked(r[WHEEL][place + 1]) }) do insert(wheel, sum) end
  end
  local marks, repeats = r[MARKS] == 0 and {} or r[MARKS], r[REPEATS] == 0 and {} or r[REPEATS]
  return { state, older, rows_of(r[LEASES]), wheel, rows_of(r[LATE]), marks, repeats }
end

-- A refusal, with the records it was decided on. All that a wait depends on is what ends when: so what many hold is told as sums by
-- end, as in a wheel, but for what the call itself holds (`id`, of a raise). For a refusal BY_LEASES the ends will do.
local function refused(view, reason, factor, till, id)

  local function add(sum, part, text)
    local row = { unpacked(text) }
    for slot = 1, part.slots do
      local q = FIRST + TRIPLE * slot
      if in_period(part.record, BEFORE + WIDTH * slot, part.specs, UNTO + SPEC * slot, row, q) then
        sum[2 * slot], sum[2 * slot + 1] = sum[2 * slot] + row[q + HOLD], sum[2 * slot + 1] + row[q + OBSERVED]
      end
    end
  end

  local function told(part)
    local r, sums, ends, own = part.record, {}, {}, {}
    for _, text in ipairs(r[LEASES] == 0 and {} or r[LEASES]) do
      local _, name, instant = unpack_limit(text, END)
      if name == id then
        insert(own, text)
      else
        if not sums[instant] then
          sums[instant] = { instant }
          for i = 2, 1 + 2 * part.slots do sums[instant][i] = 0 end
          insert(ends, instant)
        end
        if reason == BY_QUOTA then add(sums[instant], part, text) end
      end
    end
    r[LEASES], r[LATE], r[MARKS], r[REPEATS] = #own > 0 and own or 0, 0, 0, 0
    local reply = record_reply(part)
    table.sort(ends)
    for _, instant in ipairs(ends) do
      for _, number in ipairs(sums[instant]) do insert(reply[4], number) end
    end
    return reply
  end

  local reply = { REFUSED, view.now, reason, factor, till }
  for _, part in ipairs(view.parts) do
    if part.record then
      if part.record[SHAPE] ~= part.shape then change_shape(part, 'reshaped') end
      insert(reply, told(part))
    end
  end
  return reply
end
