import { FIRST_OTHER, numberOfKind } from './kinds.js'
import { costAlone, costInRun } from './others.js'

/**
 * What the scan must know of one UTF-16 unit: in the lowest bits its kind, and above them, for one without a column, what it costs by
 * itself, and as the third or a later one in a row.
 */
export const KIND_MASK = 0xff
export const COST_ALONE = 8
export const COST_IN_RUN = 19
export const TRAIT_COST_MASK = 0x7ff

/** Learned as characters turn up. 0: not yet. */
export const traits: Int32Array = new Int32Array(0x10000)

export function traitOf(code: number): number {
  const known = traits[code] ?? 0
  if (known !== 0) return known
  const trait = learn(code)
  traits[code] = trait
  return trait
}

function learn(code: number): number {
  const kind = numberOfKind(code)
  if (kind < FIRST_OTHER) return kind
  const alone = costAlone(code)
  return kind | (alone << COST_ALONE) | (costInRun(code, alone) << COST_IN_RUN)
}
