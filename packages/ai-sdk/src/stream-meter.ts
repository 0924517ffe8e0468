import type { Answer } from '@llm-limit/core'
import type { Attempt } from './attempt.js'
import { delivered } from './delivered.js'
import { memberOf, textOf } from './member-of.js'
import type { Part } from './model.js'
import { reportedUsage } from './reported-usage.js'
import { streamEnding } from './stream-ending.js'

/** Reads a stream as its parts pass, and settles it by what it reports, else by what it delivered. */
export interface StreamMeter {
  /** @returns whether the answer may go on after this part. */
  see(part: Part): Answer<boolean>
  /** Ends the answer at a hard ceiling. @returns the parts with which a model ends one that reached its cap. */
  stop(): readonly Part[]
  /** The stream ended, broke off, or nobody reads on: whichever is first. */
  cut(): void
}

/** Finish reasons of an answer whose API gave none. */
const UNTOLD: ReadonlySet<unknown> = new Set(['other', 'unknown', 'error', 'interrupted', undefined])

/** @param specification That of the model: `v2`, `v3`, ... */
export function streamMeter(attempt: Attempt, specification: string): StreamMeter {
  const answer = delivered()
  const ending = streamEnding(specification)
  let model: string | undefined

  /** Providers end a stream with a finish part even when it broke off: what it reports of its length may then be its beginning. */
  function finish(part: Part): void {
    const usage = reportedUsage(memberOf(part, 'usage'), model)
    const { outputTokens = 0 } = usage
    const isWhole = isEnded(part) || outputTokens >= answer.tokens
    if (!isWhole) attempt.settle({ ...usage, outputTokens: answer.tokens }, 'aborted')
    else attempt.settle({ ...usage, outputTokens: usage.outputTokens ?? answer.tokens }, 'finished')
  }

  return {
    see(part) {
      ending.see(part)
      if (answer.see(part)) return attempt.observe(answer.tokens)
      if (part.type === 'response-metadata') model = textOf(part, 'modelId') ?? model
      if (part.type === 'finish') finish(part)
      return true
    },
    stop() {
      attempt.settle({ model }, 'stopped')
      return ending.parts(answer.tokens)
    },
    cut: () => attempt.settle({ model }, 'aborted'),
  }
}

/** Whether the API said why the answer ended. */
function isEnded(part: Part): boolean {
  const reason = memberOf(part, 'finishReason')
  return memberOf(reason, 'raw') !== undefined || !UNTOLD.has(memberOf(reason, 'unified') ?? reason)
}
