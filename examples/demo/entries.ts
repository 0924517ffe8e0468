/** One thing that must hold. */
export type Entry = Comparison | Absence

/** Two figures that must be equal, or the first of which must not be above the second. */
export interface Comparison {
  readonly what: string
  readonly unit: EntryUnit
  readonly left: Figure
  readonly is: '=' | '<='
  readonly right: Figure
}

export type EntryUnit = 'tokens' | 'nanoUsd' | 'percent' | 'calls'
export type Figure = readonly [amount: number, whose: string]

/** What there must be none of. */
export interface Absence {
  readonly noneOf: string
  readonly found: number
}

export function equal(what: string, unit: EntryUnit, left: Figure, right: Figure): Comparison {
  return { what, unit, left, is: '=', right }
}

export function atMost(what: string, unit: EntryUnit, left: Figure, right: Figure): Comparison {
  return { what, unit, left, is: '<=', right }
}

export function none(noneOf: string, found: number): Absence {
  return { noneOf, found }
}

export function holds(entry: Entry): boolean {
  if ('noneOf' in entry) return entry.found === 0
  const [left] = entry.left
  const [right] = entry.right
  return entry.is === '=' ? left === right : left <= right
}
