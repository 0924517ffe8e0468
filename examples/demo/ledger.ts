import type { Limiter } from '@llm-limit/express'

/** The limiter's events, added up. */
export interface Ledger {
  /** The truth, as the calls reported it. */
  readonly used: { inputTokens: number; outputTokens: number; nanoUsd: number }
  /** What the counters were charged, by tier and quota. */
  readonly charged: Map<string, number>
  /** Attempts whose usage is an estimate. */
  estimated: number
  /** Admissions that were handed back. */
  released: number
  refused: number
}

export function ledgerOf({ on }: Pick<Limiter, 'on'>): Ledger {
  const used = { inputTokens: 0, outputTokens: 0, nanoUsd: 0 }
  const ledger: Ledger = { used, charged: new Map(), estimated: 0, released: 0, refused: 0 }
  on('attempt-ended', ({ usage, nanoUsd, estimated }) => {
    if (estimated) ledger.estimated += 1
    used.inputTokens += usage.inputTokens ?? 0
    used.outputTokens += usage.outputTokens ?? 0
    used.nanoUsd += nanoUsd
  })
  on('reservation-settled', ({ tier, amounts, released }) => {
    if (released) ledger.released += 1
    for (const { quota, charged } of amounts) {
      const name = `${tier} ${quota}`
      ledger.charged.set(name, (ledger.charged.get(name) ?? 0) + charged)
    }
  })
  on('call-denied', () => {
    ledger.refused += 1
  })
  return ledger
}
