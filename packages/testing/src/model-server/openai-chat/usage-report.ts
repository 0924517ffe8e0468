import type { Behaviour, UsageMode } from './behaviour.js'
import { NO_OUTPUT, type TokenCounts, wireUsage } from './usage.js'

/** Where in a stream a chunk with choices stands. */
export type ChunkPlace = 'first' | 'middle' | 'last'

/** Usage in one stream: `undefined` leaves the field away. */
export interface UsageReport {
  onChunk(place: ChunkPlace, soFar: TokenCounts): unknown
  /** Whether one more chunk, without choices, carries the total. */
  readonly extraChunk: boolean
}

/** What the server says a call used; a behaviour may lie. */
export function reported({ reportUsage }: Behaviour, counts: TokenCounts): unknown {
  const usage = wireUsage(counts)
  return reportUsage === undefined ? usage : reportUsage(usage)
}

export function usageReport(behaviour: Behaviour, total: TokenCounts, includeUsage: boolean): UsageReport {
  const say = (counts: TokenCounts): unknown => reported(behaviour, counts)
  const atFirst =
    (counts: TokenCounts): UsageReport['onChunk'] =>
    (place) =>
      place === 'first' ? say(counts) : undefined
  const reports: Record<UsageMode, () => UsageReport> = {
    last: () => ({ extraChunk: includeUsage, onChunk: () => (includeUsage ? null : undefined) }),
    always: () => ({ extraChunk: true, onChunk: () => null }),
    first: () => ({ extraChunk: false, onChunk: atFirst(total) }),
    'input-first': () => ({ extraChunk: false, onChunk: atFirst({ ...total, ...NO_OUTPUT }) }),
    every: () => ({ extraChunk: includeUsage, onChunk: (_, soFar) => say(soFar) }),
    twice: () => ({ extraChunk: true, onChunk: (place) => (place === 'last' ? say(total) : null) }),
    never: () => ({ extraChunk: false, onChunk: () => undefined }),
  }
  return reports[behaviour.usage ?? 'last']()
}
