import assert from 'node:assert/strict'
import type { Admission } from '@llm-limit/core'
import { describeClaims } from './claims.js'
import { type Handles, json } from './handlers.js'
import type { Contract } from './scene.js'

/** What a request, its handler, its response and its framework may each say about its end. */
const ENDS = {
  settle: (admission: Admission) => admission.settle({ inputTokens: 100, outputTokens: 50 }),
  finish: (admission: Admission) => admission.end('finished'),
  abort: (admission: Admission) => admission.end('aborted'),
  release: (admission: Admission) => admission.release(),
}
type End = keyof typeof ENDS

/** `finish`, `close`, `error` and `abort` fire in any order; one of them counts. */
export function describeSettleOrders(contract: Contract): void {
  describeClaims(contract, 'a reservation', (claim) => {
    claim(
      'comes to one end in every order of report, finish, abort and release (I2, I15)',
      { handle: endsAsAsked },
      async (scene) => {
        const orders = permutations(Object.keys(ENDS) as End[])
        assert.equal(orders.length, 24)
        for (const order of orders) {
          const user = order.join('-')
          await scene.post({ user, path: `/${user}` })
          const isReleased = order[0] === 'release'
          assert.equal(await scene.used('tokens', user), isReleased ? 0 : 150, user)
          assert.equal(await scene.used('requests', user), isReleased ? 0 : 1, user)
          assert.equal(await scene.used('open', user), 0, user)
        }
      },
    )
  })
}

const endsAsAsked: Handles =
  () =>
  async ({ path, llm }) => {
    for (const end of path.slice(1).split('-') as End[]) if (llm !== undefined) await ENDS[end](llm.admission)
    return json({})
  }

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]))
}
