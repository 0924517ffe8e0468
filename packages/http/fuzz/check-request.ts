import assert from 'node:assert/strict'
import { type CountTokens, type JsonObject, type ReadCall, type Wire, wireOf, wires } from '@llm-limit/providers'
import { estimateTokens } from '@llm-limit/tokenizer'

const MODELS = ['gpt-5-mini', 'claude-haiku-4-5', 'gemini-2.5-flash', 'text-embedding-3-large', 'nobody-knows', '']
const TERMS = [{}, { model: 'gpt-5-mini' }, { maxOutputTokens: 100 }, { model: 'claude-haiku-4-5', maxOutputTokens: 1 }]
const countTokens: CountTokens = estimateTokens

/** What every wire promises of a request, whatever it is. @returns what became of it. */
export function checkRequest(path: string, body: unknown): 'read' | 'invalid' | 'unknown' {
  const found = wireOf(path, body)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'unknown'
  const read = wires.filter((wire) => checkRead(wire, path, body as JsonObject))
  return found === undefined ? 'unknown' : read.includes(found.wire) ? 'read' : 'invalid'
}

/** @returns whether it could be measured. */
function checkRead(wire: Wire, path: string, body: JsonObject): boolean {
  const request = { path, body }
  const read = wire.read(request, countTokens)
  if (read.invalid !== undefined) return checkInvalid(wire, read)
  checkCounts(wire, read)
  for (const model of MODELS) {
    const isServable: unknown = read.servableBy?.(model)
    assert.ok(
      isServable === undefined || typeof isServable === 'boolean',
      `${wire.name}: servableBy says ${isServable}`,
    )
    if (wire.pathFor !== undefined) assert.equal(typeof wire.pathFor(path, model), 'string')
  }
  const before = JSON.stringify(body)
  for (const terms of TERMS) checkRewritten(wire, path, wire.rewrite(request, terms), read, terms)
  assert.equal(JSON.stringify(body), before, `${wire.name}: the body was changed in place`)
  return true
}

function checkInvalid(wire: Wire, { invalid }: ReadCall): false {
  const { param, message } = invalid ?? {}
  assert.ok(typeof param === 'string' && typeof message === 'string', `${wire.name}: not said what is invalid`)
  return false
}

function checkCounts(wire: Wire, { inputTokens, maxOutputTokens, choices, fingerprint, hidden }: ReadCall): void {
  const counts = { inputTokens, maxOutputTokens, choices, fingerprint }
  for (const [name, count] of Object.entries(counts))
    assert.ok(
      count === undefined || (Number.isSafeInteger(count) && count >= 0),
      `${wire.name}: ${name} is ${String(count)}`,
    )
  assert.ok(Array.isArray(hidden), `${wire.name}: hidden`)
}

/** It reads again, and no longer answer is asked for. */
function checkRewritten(
  wire: Wire,
  path: string,
  body: JsonObject,
  asked: ReadCall,
  terms: { readonly maxOutputTokens?: number },
): void {
  const sent: JsonObject = JSON.parse(JSON.stringify(body))
  const again = wire.read({ path, body: sent }, countTokens)
  assert.equal(again.invalid, undefined, `${wire.name}: what was rewritten is invalid`)
  if (asked.maxOutputTokens === undefined) return
  const { maxOutputTokens = Number.POSITIVE_INFINITY } = again
  assert.ok(maxOutputTokens <= asked.maxOutputTokens, `${wire.name}: lengthened by ${JSON.stringify(terms)}`)
}
