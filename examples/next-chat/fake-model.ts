import {
  type FakeModelServer,
  type FakeModelServerOptions,
  fakeModelServer,
  type ModelRequest,
} from '@llm-limit/testing'

const ANSWERS = [
  `Tea cools fastest in the first minutes. The rate follows the difference between the tea and the room, so a cup at 90 degrees loses far more heat in a minute than one at 50.

If you take milk, pour it in early: a cooler cup gives off less heat, and stays warm longer.`,
  `Mostly by evaporation. Each molecule that leaves the surface takes its share of heat along, and hot water lets many of them go. That is also why a lid helps more than a thicker cup does.

The rest goes through the wall of the cup, and up with the warm air above it.`,
  `A wide cup cools sooner, because its surface is larger for the same amount of tea. Glass and porcelain differ little: both are thin. Double walls with air between them keep tea warm twice as long.`,
]

/** Answers about tea, whatever is asked, and thinks for as long as gpt-5 would: that is what costs. */
export function fakeModel(options: FakeModelServerOptions = {}): Promise<FakeModelServer> {
  let calls = 0
  return fakeModelServer({
    tokensPerChunk: 2,
    behave(request) {
      calls += 1
      return { text: ANSWERS[(calls - 1) % ANSWERS.length], reasoningTokens: thought(request) }
    },
    ...options,
  })
}

/** A short answer leaves less room to think, and some to answer. */
function thought({ body }: ModelRequest): number {
  const cap = Number(Object(body).max_output_tokens ?? Number.POSITIVE_INFINITY)
  return Math.min(750, Math.max(0, cap - 30))
}
