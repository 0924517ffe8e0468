import { type FakeModelServer, fakeModelServer, type ModelRequest, scaledClock } from '@llm-limit/testing'
import { SPEED, type Visit } from './hour.js'
import { placeIn } from './prompts.js'

/** How long the model takes for an answer: half a second to think, and 20 ms a token. */
export function answerMs(outputTokens: number): number {
  return 500 + 20 * outputTokens
}

/** An OpenAI server on loopback that bills what the trace says, with answers no longer than the cap it is sent. */
export function tracedModel(visits: readonly Visit[]): Promise<FakeModelServer> {
  return fakeModelServer({
    clock: scaledClock(SPEED),
    keepBodies: false,
    behave(request) {
      const visit = visits[placeIn(request.text)]
      if (visit === undefined) throw new RangeError('This prompt is not of the trace.')
      const { inputTokens, outputTokens } = visit
      return { inputTokens, outputTokens, firstByteDelayMs: answerMs(Math.min(outputTokens, capOf(request))) }
    },
  })
}

function capOf({ text }: ModelRequest): number {
  return Number(/"max_completion_tokens":(\d+)/.exec(text)?.[1] ?? Number.POSITIVE_INFINITY)
}
