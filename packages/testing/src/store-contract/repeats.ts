import assert from 'node:assert/strict'
import { MAX_REPEATS } from '@llm-limit/core'
import { MINUTE, of, perMinute, quota, T0 } from './policy.js'
import { type Claim, granted, refused, type Scene, takes } from './scene.js'

export function describeRepeats(claim: Claim): void {
  const ada = [of('ada', quota('requests', 100, perMinute, { scaled: true }))]
  const repeat = (fingerprint: number, windowMs = MINUTE) => ({
    fingerprint,
    factors: [1_000, 1_500, 2_000],
    windowMs,
  })
  const factorOf = async ({ reserve }: Scene, id: string, fingerprint = 7, windowMs = MINUTE): Promise<number> => {
    const call = { id, partitions: ada, offers: [takes(ada, 2)], repeat: repeat(fingerprint, windowMs) }
    return granted(await reserve(call)).repeatFactor
  }

  claim('rule 13: the same prompt costs more each time, until a window after the first', async (scene) => {
    for (const [id, factor] of Object.entries({ a: 1_000, b: 1_500, c: 2_000, d: 2_000 }))
      assert.equal(await factorOf(scene, id), factor)
    assert.deepEqual(await scene.used(ada), [2 + 3 + 4 + 4])
    scene.clock.set(T0 + MINUTE - 1)
    assert.equal(await factorOf(scene, 'e'), 2_000)
    scene.clock.set(T0 + MINUTE)
    assert.equal(await factorOf(scene, 'f'), 1_000)
  })

  claim(`rule 13, I11: of ${MAX_REPEATS} prompts the one that ends first makes room for another`, async (scene) => {
    for (let n = 0; n <= MAX_REPEATS; n += 1) await factorOf(scene, `call ${n}`, n, n === 3 ? 1_000 : MINUTE)
    assert.equal(await factorOf(scene, 'again 0', 0), 1_500)
    assert.equal(await factorOf(scene, 'again 3', 3), 1_000)
  })

  claim('rule 26: a call that failed is not counted', async (scene) => {
    const reservation = await scene.open('a', ada, 2, { repeat: repeat(7) })
    await scene.settle(reservation, 0, { failed: true })
    assert.equal(await factorOf(scene, 'b'), 1_000)
  })

  claim('rule 13: a refusal tells the factor, and when it falls back', async (scene) => {
    await factorOf(scene, 'a')
    const call = { id: 'b', partitions: ada, offers: [takes(ada, 99)], repeat: repeat(7) }
    const { repeatFactor, repeatUntil } = refused(await scene.reserve(call))
    assert.deepEqual([repeatFactor, repeatUntil], [1_500, T0 + MINUTE])
  })
}
