import type { BillLine } from '@llm-limit/testing'
import { nanoUsdOf } from './price-list.js'

/** What one model billed for one user. */
export interface UserBill {
  /** Undefined: answers that nobody got. */
  readonly user: string | undefined
  readonly model: string
  readonly calls: number
  readonly inputTokens: number
  readonly outputTokens: number
}

/** The model's bill, split by who got the answers. */
export function billByUser(lines: readonly BillLine[], userOf: ReadonlyMap<string, string>): UserBill[] {
  const bills = new Map<string, UserBill>()
  for (const { id, model, inputTokens, outputTokens } of lines) {
    const user = userOf.get(id)
    const key = `${user} ${model}`
    const sum = bills.get(key)
    bills.set(key, {
      user,
      model,
      calls: (sum?.calls ?? 0) + 1,
      inputTokens: (sum?.inputTokens ?? 0) + inputTokens,
      outputTokens: (sum?.outputTokens ?? 0) + outputTokens,
    })
  }
  return [...bills.values()]
}

/** Tokens and money on a bill, all of it or one user's. */
export interface BillTotal {
  readonly calls: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly nanoUsd: number
}

export function totalOf(bill: readonly UserBill[]): BillTotal {
  let [calls, inputTokens, outputTokens, nanoUsd] = [0, 0, 0, 0]
  for (const line of bill) {
    calls += line.calls
    inputTokens += line.inputTokens
    outputTokens += line.outputTokens
    nanoUsd += nanoUsdOf(line)
  }
  return { calls, inputTokens, outputTokens, nanoUsd }
}
