-- What home tells of a reservation when partitions of it lie in other slots, which follow home: join.lua, follow.lua.
-- They know no reservations. So home remembers by a token that they may not have followed yet, until amend.lua takes it away. It is odd
-- as long as that is the reserve itself.
local function elsewhere(view)
  local tools = {}

  function tools.token_of(row)
    return floor(row[FRESH] / 2)
  end

  function tools.with_token(row, token)
    row[FRESH] = row[FRESH] % 2 + 2 * token
  end

  -- One of the three numbers that a row has of each quota; 0 where nothing is known of it any more.
  function tools.each_of(row, field)
    local list = {}
    each_quota(view, function(_, _, n, _, q) list[n] = q and max(0, row[q + field]) or 0 end)
    return list
  end

  -- `grant`: offer, rung, output, factor, when it falls back, the rung before. `was`: token, end and holds before, which are none at first.
  function tools.granted(row, grant, used, before, was)
    local offer, rung, output, factor, till, was_rung = unpack(grant)
    local head = { offer, rung, output, factor, row[END], till, was_rung, was.token, was.instant, view.is_tight and 1 or 0 }
    local hold, observed, period = tools.each_of(row, HOLD), tools.each_of(row, OBSERVED), tools.each_of(row, PERIOD)
    return { GRANTED, view.now, head, used, before, hold, was.hold, observed, period }
  end

  -- The id of a reserve is open. Unless the other slots are known to have joined, they are asked once more: rather twice than never.
  function tools.granted_again(row, place, fresh)
    local home, used = view.parts[1].record, (used_of(view))
    local grant = { row[OFFER], row[RUNG_OF], row[OUTPUT], row[FACTOR], 0, home[RUNG] }
    if fresh == 0 and tools.token_of(row) % 2 == 0 then return { AGAIN, view.now, { grant[1], grant[2], grant[3], grant[4], row[END] }, used } end
    local was = { token = tools.token_of(row), instant = 0, hold = {} }
    if fresh == 0 then
      begin_writing(view)
      tools.with_token(row, view.told[TOKEN])
      home[LEASES][place] = pack(unpack(row))
      save(view)
    end
    return tools.granted(row, grant, used, used, was)
  end

  return tools
end
