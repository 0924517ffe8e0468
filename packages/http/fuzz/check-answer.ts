import assert from 'node:assert/strict'
import { parseJson, type Wire, wires } from '@llm-limit/providers'
import { estimateTokens } from '@llm-limit/tokenizer'

export interface FuzzedAnswer {
  readonly text: string
  readonly status: number
  /** Of every field that a provider tells its limits in. */
  readonly field: string
}

const FIELDS: readonly string[] = [
  'retry-after',
  'retry-after-ms',
  'x-ratelimit-limit-requests',
  'x-ratelimit-remaining-tokens',
  'x-ratelimit-reset-requests',
  'x-ratelimit-reset-tokens',
  'x-ratelimit-limit-tokens-minute',
  'anthropic-ratelimit-input-tokens-limit',
  'anthropic-ratelimit-input-tokens-remaining',
  'anthropic-ratelimit-requests-reset',
]

/** What every wire promises of a JSON answer and of its fields, whatever they are. */
export function checkAnswer({ text, status, field }: FuzzedAnswer): void {
  const answer = parseJson(text)
  const headers = new Headers(Object.fromEntries(FIELDS.map((name) => [name, field])))
  for (const wire of wires) {
    checkCounts(`${wire.name}: usage`, wire.usageOf(answer) ?? {})
    checkCounts(`${wire.name}: text`, { deliveredTokens: wire.deliveredIn(answer, estimateTokens) })
    checkLimits(wire, wire.limitsOf({ status, headers, error: answer, now: 1_000_000 }))
  }
}

export function checkCounts(what: string, counts: object): void {
  for (const [name, count] of Object.entries(counts))
    if (name.endsWith('Tokens')) assert.ok(Number.isSafeInteger(count) && count >= 0, `${what}: ${name} is ${count}`)
}

function checkLimits(wire: Wire, { limits, refusal }: ReturnType<Wire['limitsOf']>): void {
  const told = limits.flatMap(({ windowMs, limit, remaining, resetMs }) => [windowMs, limit, remaining, resetMs])
  for (const number of [...told, refusal?.retryAfterMs])
    assert.ok(number === undefined || (Number.isFinite(number) && number >= 0), `${wire.name}: a limit of ${number}`)
}
