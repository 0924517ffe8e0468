import type { TokenCounts } from '../usage.js'

/** Where in a stream a chunk with choices stands. */
export type ChunkPlace = 'first' | 'middle' | 'last'

/** Usage in one stream: `undefined` leaves the field away. */
export interface StreamUsage {
  onChunk(place: ChunkPlace, soFar: TokenCounts): unknown
  /** Whether one more chunk, without choices, carries the total. */
  readonly extraChunk: boolean
}
