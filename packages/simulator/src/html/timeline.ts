/** Equal pieces of the time of a log, one for each column of a chart. */
export interface Timeline {
  /** In ms since the Unix epoch, UTC. */
  readonly startMs: number
  readonly stepMs: number
  readonly length: number
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const STEPS_MS = [HOUR_MS, 6 * HOUR_MS, DAY_MS, 7 * DAY_MS]
/** More cannot be told apart. */
export const MOST_COLUMNS = 192

/** @param startsMs Of hours that must be on it, in any order, at least one. */
export function timelineOf(startsMs: readonly number[]): Timeline {
  const firstMs = startsMs.reduce((a, b) => Math.min(a, b))
  const lastMs = startsMs.reduce((a, b) => Math.max(a, b))
  const needed = (lastMs - firstMs + HOUR_MS) / MOST_COLUMNS
  // A start that is moved to midnight may need one column more.
  const stepMs = STEPS_MS.find((step) => step >= needed) ?? Math.ceil(needed / DAY_MS) * DAY_MS
  const grain = Math.min(stepMs, DAY_MS)
  const startMs = Math.floor(firstMs / grain) * grain
  return { startMs, stepMs, length: Math.floor((lastMs - startMs) / stepMs) + 1 }
}

const NOTHING = { requests: 0, warned: 0, degraded: 0, refused: 0, full: 0, demandedNanoUsd: 0, spentNanoUsd: 0 }
const SUMMED = ['requests', 'warned', 'degraded', 'refused', 'full', 'demandedNanoUsd', 'spentNanoUsd'] as const

/** What happened in one piece of a timeline. */
export type Piece = { readonly startMs: number } & typeof NOTHING

export function piecesOf({ startMs, stepMs, length }: Timeline, hours: readonly Readonly<Piece>[]): Piece[] {
  const pieces = Array.from({ length }, (_, i): Piece => ({ ...NOTHING, startMs: startMs + i * stepMs }))
  for (const hour of hours) {
    const piece = pieces[Math.floor((hour.startMs - startMs) / stepMs)]
    if (piece === undefined) continue
    for (const name of SUMMED) piece[name] += hour[name]
  }
  return pieces
}

export function startsOf({ startMs, stepMs, length }: Timeline): number[] {
  return Array.from({ length }, (_, i) => startMs + i * stepMs)
}
