import assert from 'node:assert/strict'
import { nanoUsdOf } from '@llm-limit/core'
import { type BillLine, billTotal } from '../model-server/bill.js'
import { contractPrices } from './contract-prices.js'
import type { Scene } from './scene.js'

export async function nothingIsOpen({ used }: Scene): Promise<void> {
  assert.equal(await used('open'), 0, 'a reservation is still open')
}

/** Nothing is open, and the counters say what the model server billed for the calls that ran. */
export async function booksBalance(scene: Scene): Promise<void> {
  await scene.model.idle()
  await nothingIsOpen(scene)
  const { inputTokens, outputTokens } = billTotal(scene.model.bill)
  assert.equal(await scene.used('tokens'), inputTokens + outputTokens, 'tokens differ from the bill')
  assert.equal(
    await scene.used('money'),
    scene.model.bill.reduce((sum, line) => sum + costOf(line), 0),
  )
}

/** Nothing is open and nothing was charged, not even the request. */
export async function nothingIsCharged(scene: Scene): Promise<void> {
  await nothingIsOpen(scene)
  for (const quota of ['requests', 'tokens', 'money']) assert.equal(await scene.used(quota), 0, `${quota} were charged`)
}

function costOf(line: BillLine): number {
  const price = contractPrices.priceOf(line.model)
  return price === undefined ? Number.NaN : nanoUsdOf(price, line)
}
