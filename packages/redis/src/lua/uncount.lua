-- A call that failed, or that was taken back, is not a repeat: rule 26.
local function uncount_repeat(home, fingerprint)
  for i = 1, home[REPEATS] == 0 and 0 or #home[REPEATS], 3 do
    if home[REPEATS][i] == fingerprint then
      home[REPEATS][i + 1] = home[REPEATS][i + 1] - 1
      for _ = 1, home[REPEATS][i + 1] > 0 and 0 or 3 do remove(home[REPEATS], i) end
      if #home[REPEATS] == 0 then home[REPEATS] = 0 end
      return
    end
  end
end
