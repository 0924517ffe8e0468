import assert from 'node:assert/strict'
import type { Offer } from '@llm-limit/core'
import { MINUTE, of, perMinute, quota, T0 } from './policy.js'
import { type Claim, granted, takes } from './scene.js'

export function describeOffers(claim: Claim): void {
  const ada = [of('ada', quota('tokens', 1_000, perMinute))]
  const offer = (rung: number, cap: number, perOutputToken: number, min: number): Offer => ({
    rung,
    charges: [{ cap, fixed: 10, perOutputToken }],
    output: { min, max: 100, hold: 50 },
  })

  claim(
    'rules 15 and 16: the first offer that fits is granted, and only its expected answer is held',
    async (scene) => {
      const offers = [offer(0, 1_000, 10, 100), offer(1, 1_000, 3, 100)]
      const reply = granted(await scene.reserve({ id: 'a', partitions: ada, offers }))
      const { offer: index, rung, output, used, end } = reply
      assert.deepEqual([index, rung, output, used, end], [1, 1, 100, [160], T0 + MINUTE])
    },
  )

  claim('rule 15: the answer is cut to what the room pays, down to the least that makes sense', async (scene) => {
    const cut = await scene.reserve({ id: 'a', partitions: ada, offers: [offer(0, 200, 3, 63)] })
    assert.equal(granted(cut).output, 63)
    const bob = [of('bob', quota('tokens', 1_000, perMinute))]
    assert.equal((await scene.reserve({ id: 'b', partitions: bob, offers: [offer(0, 200, 3, 64)] })).kind, 'refused')
  })

  claim('rule 15, I1: every quota of every partition has room, or nothing is taken of any', async (scene) => {
    const wide = [...ada, of('everyone', quota('tokens', 5, perMinute))]
    await scene.spend('a', wide, 3)
    assert.equal((await scene.reserve({ id: 'b', partitions: wide, offers: [takes(wide, 3)] })).kind, 'refused')
    assert.deepEqual(await scene.used(wide), [3, 3])
  })

  claim('rule 15: a quota with onlyWhile binds only while the named share is reached', async (scene) => {
    const onlyWhile = { quota: 1, share: 500 }
    const both = [of('ada', quota('dear', 3, perMinute, { onlyWhile }), quota('all', 10, perMinute))]
    await scene.spend('a', both, 4)
    await scene.spend('b', both, 1)
    assert.equal((await scene.reserve({ id: 'c', partitions: both, offers: [takes(both, 1)] })).kind, 'refused')
  })

  claim('rule 14: from STICKY_SHARE on the rung last granted is where the next call starts', async (scene) => {
    const rungs = [takes(ada, 1), takes(ada, 1, 1)]
    await scene.spend('a', ada, 890)
    const dear = { ...takes(ada, 111), rung: 0 }
    granted(await scene.reserve({ id: 'b', partitions: ada, offers: [dear, takes(ada, 10, 1)] }))
    assert.equal(granted(await scene.reserve({ id: 'c', partitions: ada, offers: rungs })).rung, 1)
    scene.clock.set(T0 + 2 * MINUTE)
    assert.equal(granted(await scene.reserve({ id: 'd', partitions: ada, offers: rungs })).rung, 0)
  })
}
