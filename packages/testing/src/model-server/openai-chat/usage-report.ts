import type { Behaviour, UsageMode } from '../behaviour.js'
import { asReported, NO_OUTPUT, type TokenCounts } from '../usage.js'
import type { StreamUsage } from './stream-usage.js'
import { vendorReport, vendorUsage } from './vendor.js'
import { wireUsage } from './wire-usage.js'

/** What the server says a call used; a behaviour may lie. */
export function reported(behaviour: Behaviour, counts: TokenCounts): unknown {
  return asReported(behaviour, { ...wireUsage(counts), ...vendorUsage(behaviour.vendor, counts) })
}

export function usageReport(behaviour: Behaviour, total: TokenCounts, includeUsage: boolean): StreamUsage {
  const say = (counts: TokenCounts): unknown => reported(behaviour, counts)
  const atFirst =
    (counts: TokenCounts): StreamUsage['onChunk'] =>
    (place) =>
      place === 'first' ? say(counts) : undefined
  const reports: Record<UsageMode, () => StreamUsage> = {
    last: () => ({ extraChunk: includeUsage, onChunk: () => (includeUsage ? null : undefined) }),
    always: () => ({ extraChunk: true, onChunk: () => null }),
    first: () => ({ extraChunk: false, onChunk: atFirst(total) }),
    'input-first': () => ({ extraChunk: false, onChunk: atFirst({ ...total, ...NO_OUTPUT }) }),
    every: () => ({ extraChunk: includeUsage, onChunk: (_, soFar) => say(soFar) }),
    twice: () => ({ extraChunk: true, onChunk: (place) => (place === 'last' ? say(total) : null) }),
    never: () => ({ extraChunk: false, onChunk: () => undefined }),
  }
  return vendorReport(behaviour.vendor, () => say(total)) ?? reports[behaviour.usage ?? 'last']()
}
