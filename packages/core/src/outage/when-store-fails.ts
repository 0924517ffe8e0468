import { ConfigError } from '../errors.js'

/**
 * What a process does while its store does not answer.
 *
 * `deny`: nothing is admitted (503). `local`: a share of what was left of each budget, counted in this process and charged to the
 * store as soon as it answers; then 503. `open`: the same with a share of each whole budget, however much of it is used, and for
 * `maxMs` at most.
 */
export type WhenStoreFails = OutageMode | { readonly local: LocalOptions } | { readonly open: OpenOptions }

export type OutageMode = 'deny' | 'local' | 'open'

export interface LocalOptions {
  /** Of what is left of each budget (`open`: of the budget) all processes together may admit, 0.001 to 1. Default 0.1; `open`: 1. */
  readonly share?: number | undefined
  /** Processes that share the store: each takes its part of the share. Default 1: then each may take the whole of it. */
  readonly processes?: number | undefined
}

export interface OpenOptions extends LocalOptions {
  /** How long one outage is bridged, 1 to 86,400,000 ms. Default 60,000. */
  readonly maxMs?: number | undefined
}

/** The options, checked and complete. */
export interface OutageSettings {
  readonly mode: OutageMode
  /** Permille. */
  readonly share: number
  readonly processes: number
  readonly maxMs: number
  /** How long any call of the store is waited for. */
  readonly deadlineMs: number
}

/** @throws ConfigError naming the value and the mend. */
export function outageSettings(whenStoreFails: WhenStoreFails = 'local', deadlineMs = 100): OutageSettings {
  requireWhole('storeDeadlineMs', deadlineMs, 60_000)
  const [mode, options] = read(whenStoreFails)
  const { share = mode === 'open' ? 1 : 0.1, processes = 1, maxMs } = options
  if (!(share >= 0.001 && share <= 1))
    throw new ConfigError(`whenStoreFails: share ${share} must be from 0.001 (a thousandth) to 1.`)
  requireWhole('whenStoreFails: processes', processes, 1_000_000)
  if (maxMs !== undefined) requireWhole('whenStoreFails: maxMs', maxMs, 86_400_000)
  const endMs = mode === 'open' ? (maxMs ?? 60_000) : Number.POSITIVE_INFINITY
  return { mode, share: Math.round(share * 1000), processes, maxMs: endMs, deadlineMs }
}

function read(whenStoreFails: WhenStoreFails): readonly [OutageMode, OpenOptions] {
  if (whenStoreFails === 'deny' || whenStoreFails === 'local' || whenStoreFails === 'open') return [whenStoreFails, {}]
  const [entry, ...more] = typeof whenStoreFails === 'object' ? Object.entries(whenStoreFails) : []
  const [mode, options] = entry ?? []
  if ((mode === 'local' || mode === 'open') && more.length === 0 && typeof options === 'object') return [mode, options]
  throw new ConfigError(
    `whenStoreFails ${JSON.stringify(whenStoreFails)} must be 'deny', 'local', 'open', { local: { share, processes } } or { open: { share, processes, maxMs } }.`,
  )
}

function requireWhole(name: string, value: number, most: number): void {
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new ConfigError(`${name} ${value} must be a whole number from 1 to ${most.toLocaleString('en-US')}.`)
}
