import assert from 'node:assert/strict'
import { billTotal } from '../model-server/bill.js'
import { nothingIsOpen } from './books.js'
import { describeClaims } from './claims.js'
import { asksModel, type Handles } from './handlers.js'
import { AT_ONCE } from './ladders.js'
import type { Contract } from './scene.js'
import { type Gate, gate, until } from './waiting.js'

const CALLERS = 40

/** Requests that come together share what is left. */
export function describeManyAtOnce(contract: Contract): void {
  describeClaims(contract, 'forty requests at once', (claim) => {
    const decided = { current: gate() }
    claim(
      'on a nearly empty budget: those admitted fit it together, the others cost nothing (I1, I16)',
      { ...AT_ONCE, handle: asksAfter(decided) },
      async (scene) => {
        await scene.spendTokens(115_000)
        const answers = Array.from({ length: CALLERS }, () => scene.post())
        await until('all are decided', () => scene.handled.length + scene.denials.length === CALLERS)
        assert.ok((await scene.used('tokens')) <= 120_000, `${await scene.used('tokens')} are reserved`)
        assert.ok(scene.handled.length > 5 && scene.denials.length > 5, `${scene.handled.length} were admitted`)
        decided.current.open()
        const statuses = (await Promise.all(answers)).map(({ status }) => status)
        assert.equal(statuses.filter((status) => status === 200).length, scene.handled.length)
        await scene.settled(1 + scene.handled.length)
        const { inputTokens, outputTokens } = billTotal(scene.model.bill)
        assert.equal(await scene.used('tokens'), 115_000 + inputTokens + outputTokens)
        await nothingIsOpen(scene)
      },
    )
  })
}

function asksAfter(decided: { current: Gate }): Handles {
  return (models) => async (call) => {
    await decided.current.passed
    return asksModel(models)(call)
  }
}
