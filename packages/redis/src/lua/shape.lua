-- Which counters a record has. A call may name others than the record: rule 10.

-- Makes record and call fit: a record that is 'reshaped' counts just the quotas of the call from now on.
local function change_shape(part, as)
  local r = part.record
  local kinds = { ['N'] = CONCURRENCY, ['S'] = SLIDING, ['C'] = CALENDAR, ['B'] = BUCKET, ['T'] = BUCKET }

  -- Each counter as its name and its piece of the shape, and the specs of all of them.
  local function read_shape(shape)
    local counters, specs = {}, {}
    for piece, counter, kind, a, c in shape:gmatch('(([%l%d]+)(%u)([%l%d]*)%.?([%l%d]*);)') do
      local b = SPEC * #counters
      for i = b + 1, b + SPEC do specs[i] = 0 end
      specs[b + KIND] = kinds[kind]
      if kind == 'S' then
        specs[b + A] = tonumber(a, 36)
      elseif kind == 'B' or kind == 'T' then
        specs[b + A], specs[b + B], specs[b + C] = kind == 'B' and 1 or 1000, tonumber(a, 36), tonumber(c, 36)
      end
      insert(counters, { name = counter, piece = piece })
    end
    return counters, specs
  end

  -- Where each of `counters` stands among others; 0 where it does not.
  local function places_among(counters, others)
    local place_of_name = {}
    for i = #others, 1, -1 do place_of_name[others[i].name] = i end
    local places, same = {}, #counters == #others
    for i, counter in ipairs(counters) do
      places[i] = place_of_name[counter.name] or 0
      same = same and places[i] == i
    end
    return places, same
  end

  -- A counter that is new to a row, or was gone meanwhile, has nothing of it.
  local function reshape_rows(list, slots, before)
    for place, text in ipairs(r[list] == 0 and {} or r[list]) do
      local row, fresh = { unpacked(text) }, {}
      for i = 1, ROW do fresh[i] = row[i] end
      fresh[COUNT] = row[COUNT] - before + #slots
      for _, slot in ipairs(slots) do
        local q = FIRST + TRIPLE * slot
        insert(fresh, slot > 0 and row[q + HOLD] or 0)
        insert(fresh, slot > 0 and row[q + OBSERVED] or 0)
        insert(fresh, slot > 0 and row[q + PERIOD] or -1)
      end
      for i = ROW + TRIPLE * before + 1, #row do insert(fresh, row[i]) end
      r[list][place] = pack(unpack(fresh))
    end
  end

  local function reshape_wheel(slots)
    for place = 2, r[WHEEL] == 0 and 0 or #r[WHEEL], 2 do
      local sums, fresh = { unpacked(r[WHEEL][place]) }, {}
      for i, slot in ipairs(slots) do
        fresh[2 * i - 1], fresh[2 * i] = slot > 0 and sums[2 * slot - 1] or 0, slot > 0 and sums[2 * slot] or 0
      end
      r[WHEEL][place] = pack(unpack(fresh))
    end
  end

  -- Counters that are dropped are forgotten for good.
  local function reshape(slots, before)
    reshape_rows(LEASES, slots, before)
    reshape_rows(LATE, slots, before)
    reshape_wheel(slots)
    local old = { unpack(r) }
    for i = #r, HEADER + 1, -1 do r[i] = nil end
    for _, slot in ipairs(slots) do
      for field = 1, WIDTH do insert(r, slot > 0 and old[BEFORE + WIDTH * slot + field] or 0) end
    end
    r[SHAPE], part.map, part.specs, part.slots = part.shape, nil, part.asked, part.count
  end

  -- Counters that the call does not name keep their own specs.
  local function keep(slots, known, specs, counters, places)
    local pieces = {}
    for slot, counter in ipairs(known) do
      local place = places[slot]
      pieces[slot] = place > 0 and counters[place].piece or counter.piece
      for i = 1, place > 0 and SPEC or 0 do specs[UNTO + SPEC * slot + i] = part.asked[UNTO + SPEC * place + i] end
    end
    r[SHAPE], part.map, part.specs, part.slots = table.concat(pieces), slots, specs, #known
  end

  local known, specs = read_shape(r[SHAPE])
  local counters = read_shape(part.shape)
  local places = places_among(known, counters)
  for slot, place in ipairs(places) do
    local b = UNTO + SPEC * slot
    -- A new refill applies from the last write on.
    if place > 0 and specs[b + KIND] == BUCKET and specs[b + C] ~= part.asked[UNTO + SPEC * place + C] then
      settle_units(r, BEFORE + WIDTH * slot, specs, b, r[LAST], 0)
    end
  end
  local slots, same = places_among(counters, known)
  if same then
    r[SHAPE] = part.shape
  elseif as == 'reshaped' then
    reshape(slots, #known)
  else
    keep(slots, known, specs, counters, places)
  end
end
