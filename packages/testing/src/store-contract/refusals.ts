import assert from 'node:assert/strict'
import { MAX_LEASES, retryAfterMs } from '@llm-limit/core'
import { bucket, calendar, MINUTE, of, perMinute, quota, T0 } from './policy.js'
import { type Claim, refused, takes } from './scene.js'

export function describeRefusals(claim: Claim): void {
  const agings = { sliding: perMinute, bucket: bucket(10), calendar: calendar(T0, MINUTE) }

  claim('rule 2, I16: a refusal leaves every record as it was', async (scene) => {
    const wide = [of('ada', quota('tokens', 10, perMinute)), of('everyone', quota('tokens', 5, bucket(10)))]
    await scene.open('a', wide, 3, { leaseMs: 5_000 })
    scene.clock.set(T0 + 1_000)
    const before = await scene.stored(wide)
    refused(await scene.reserve({ id: 'b', partitions: wide, offers: [takes(wide, 3)] }))
    assert.deepEqual(await scene.stored(wide), before)
  })

  for (const [name, aging] of Object.entries(agings)) {
    claim(`I10: of a ${name} quota the wait is honest: refused a millisecond before, granted at it`, async (scene) => {
      const ada = [of('ada', quota('tokens', 10, aging))]
      await scene.spend('a', ada, 8)
      const call = { partitions: ada, offers: [takes(ada, 3)], weight: 1_000 }
      const wait = retryAfterMs(call, refused(await scene.reserve({ id: 'b', ...call })))
      assert.ok(wait > 0 && wait <= MINUTE + 1_000, `${wait} ms`)
      scene.clock.set(T0 + wait - 1)
      refused(await scene.reserve({ id: 'c', ...call }))
      scene.clock.set(T0 + wait)
      assert.equal((await scene.reserve({ id: 'd', ...call })).kind, 'granted')
    })
  }

  claim('rule 10, I10: a refusal carries records under the quotas of the call', async (scene) => {
    await scene.spend('a', [of('ada', quota('requests', 10, perMinute), quota('tokens', 10, bucket(1)))], 8)
    const ada = [of('ada', quota('tokens', 10, bucket(10)))]
    const call = { partitions: ada, offers: [takes(ada, 3)], weight: 1_000 }
    assert.equal(retryAfterMs(call, refused(await scene.reserve({ id: 'b', ...call }))), MINUTE / 10)
  })

  claim('I10: what is more than a limit never fits', async (scene) => {
    const ada = [of('ada', quota('tokens', 10, perMinute))]
    const call = { partitions: ada, offers: [takes(ada, 11)], weight: 1_000 }
    const reply = refused(await scene.reserve({ id: 'a', ...call }))
    assert.equal(retryAfterMs(call, reply), Number.POSITIVE_INFINITY)
  })

  claim(`rule 12, I11: of one subject at most ${MAX_LEASES} calls are open, until one ends`, async (scene) => {
    const ada = [of('ada', quota('tokens', 10, perMinute))]
    for (let n = 0; n < MAX_LEASES; n += 1) await scene.open(`call ${n}`, ada, 0, { leaseMs: MINUTE + n })
    const call = { partitions: ada, offers: [takes(ada, 0)], weight: 1_000 }
    const reply = refused(await scene.reserve({ id: 'more', ...call }))
    assert.equal(reply.reason, 'leases')
    assert.equal(retryAfterMs(call, reply), MINUTE)
    scene.clock.set(T0 + MINUTE)
    assert.equal((await scene.reserve({ id: 'more', ...call })).kind, 'granted')
  })
}
