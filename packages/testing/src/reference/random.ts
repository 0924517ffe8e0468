/** Where choices come from: a seed for bulk runs, a tape of numbers that fast-check can shrink. */
export interface Random {
  /** An integer from `min` to `max`, both included. */
  integer(min: number, max: number): number
  /** One of a list; the first is the simplest. */
  pick<T>(list: readonly T[]): T
  /** True once in `times`. */
  oneIn(times: number): boolean
}

/** The same seed, the same choices. Mulberry32: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export function seededRandom(seed: number): Random {
  let state = seed | 0
  return randomFrom(() => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  })
}

/** Reads the choices from a list of unsigned 32 bit integers; after its end every choice is the simplest. */
export function tapeRandom(tape: readonly number[]): Random {
  let next = 0
  return randomFrom(() => tape[next++] ?? 0)
}

function randomFrom(draw: () => number): Random {
  const below = (count: number) => {
    if (count <= 2 ** 32) return Math.floor((draw() / 2 ** 32) * count)
    return Math.floor(((draw() >>> 11) * 2 ** 32 + draw()) * (count / 2 ** 53))
  }
  return {
    integer: (min, max) => (max <= min ? min : min + below(max - min + 1)),
    pick(list) {
      const value = list[below(list.length)]
      if (value === undefined) throw new RangeError('nothing to pick from')
      return value
    },
    oneIn: (times) => below(times) === times - 1,
  }
}
