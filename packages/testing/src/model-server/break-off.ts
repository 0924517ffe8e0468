import type { Connection } from './connection.js'
import type { BrokenAnswer } from './fault.js'

type BreakKind = Exclude<BrokenAnswer['kind'], 'malformed' | 'error-event'>

const breaks: Record<BreakKind, (connection: Connection) => void | Promise<void>> = {
  truncated: (connection) => connection.end(),
  cut: (connection) => connection.cut(),
  'reset-midway': (connection) => connection.reset(),
  stalled: (connection) => connection.whenGone,
}

/** Ends an answer that has begun, in the way of its fault. */
export async function breakOff(connection: Connection, kind: BreakKind): Promise<void> {
  await breaks[kind](connection)
}
