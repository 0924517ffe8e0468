/** `ladder`: eight subjects whose token budget is used to between 90 and 110 percent. */
export const scenarios = ['one-key', 'random-keys', 'ladder'] as const
export type Scenario = (typeof scenarios)[number]

/** Does some operations and says how many. */
export type Batch = () => number | Promise<number>

/** Gives the key of the next call. */
export interface Keys {
  readonly all: readonly string[]
  next(): string
}

export function isScenario(text: string): text is Scenario {
  return scenarios.some((scenario) => scenario === text)
}

const COUNT: Readonly<Record<Scenario, number>> = { 'one-key': 1, 'random-keys': 100_000, ladder: 8 }

/** The same keys in the same order for everyone: in turn, or drawn at random where there are many. */
export function keysOf(scenario: Scenario): Keys {
  const all = Array.from({ length: COUNT[scenario] }, (_, i) => `user-${i}`)
  return { all, next: scenario === 'random-keys' ? drawnFrom(all) : inTurn(all) }
}

function inTurn(all: readonly string[]): () => string {
  let turn = 0
  return () => {
    turn = turn + 1 < all.length ? turn + 1 : 0
    return all[turn] ?? ''
  }
}

/** A linear congruential generator; its low bits repeat too soon to be used. */
function drawnFrom(all: readonly string[]): () => string {
  let state = 1
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return all[(state >>> 8) % all.length] ?? ''
  }
}
