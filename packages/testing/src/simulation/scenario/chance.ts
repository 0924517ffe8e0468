import { type Random, seededRandom } from '../../reference/random.js'

/** Choices that depend on a name and on nothing that happened before: what is left out of a scenario does not change the rest. */
export function chanceOf(seed: number, name: string): Random {
  let hash = seed ^ 0x9e3779b9
  for (let i = 0; i < name.length; i += 1) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  return seededRandom(hash ^ (hash >>> 15))
}

/** From `least`, which is 1 or more, to `most`: small numbers as likely as large ones. Powers are not the same to the last bit everywhere. */
export function spread(random: Random, least: number, most: number): number {
  let doublings = 0
  for (let top = 2 * least; top <= most; top *= 2) doublings += 1
  let from = least
  for (let times = random.integer(0, doublings); times > 0; times -= 1) from *= 2
  return random.integer(from, Math.max(from, Math.min(most, 2 * from)))
}

/** A value in all but one of `times` cases. */
export function unlessOneIn<Value>(random: Random, times: number, make: () => Value): Value | undefined {
  return random.oneIn(times) ? undefined : make()
}
