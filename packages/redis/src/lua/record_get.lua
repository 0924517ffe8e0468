-- The text of a record: 'v', its version, a space, its value. A letter first, so that no client takes it for JSON.
return redis.call('GET', KEYS[1])
