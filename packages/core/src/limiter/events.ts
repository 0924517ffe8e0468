import type { Usage } from '../words.js'

/** Amounts of one quota on a ledger line: the truth, and what the counter was charged (truth x factors). */
export interface LedgerAmount {
  readonly quota: string
  readonly used: number
  readonly charged: number
}

/** All that a limiter tells. No event carries a prompt, an answer, a key or an id of a user. */
export interface LimiterEvents {
  'call-admitted': {
    readonly operation: string
    readonly tier: string
    readonly phase: string
    readonly rung: number
    readonly clamped: boolean
    readonly shadowed: boolean
  }
  'call-denied': {
    readonly operation: string
    readonly tier: string
    readonly reason: string
    readonly retryAfterMs: number
    readonly quotas: readonly string[]
    readonly door: 'request' | 'call'
  }
  /** An answer reached a hard ceiling while it was streamed, and was ended there. */
  'call-stopped': { readonly operation: string; readonly tier: string; readonly quotas: readonly string[] }
  /** One line an attempt: a model call, or a request whose calls nobody saw. */
  'attempt-ended': {
    readonly operation: string
    readonly usage: Usage
    readonly nanoUsd: number
    readonly outcome: Outcome
    readonly estimated: boolean
  }
  'reservation-settled': {
    readonly operation: string
    readonly tier: string
    readonly amounts: readonly LedgerAmount[]
    readonly estimated: boolean
    readonly released: boolean
  }
  'call-unpriced': { readonly operation: string; readonly model: string; readonly denied: boolean }
  'tier-lookup-failed': { readonly cause: unknown }
  'store-failed': { readonly during: 'reserve' | 'raise' | 'renew' | 'settle'; readonly cause: unknown }
  /** The store began to fail: from here on `whenStoreFails` holds. */
  'store-degraded': { readonly whenStoreFails: 'deny' | 'local' | 'open' }
  /** The store answers again. */
  'store-recovered': {
    readonly degradedMs: number
    /** Requests admitted without the store, and what they held: by name of the quota, in shown units. */
    readonly admitted: number
    readonly units: { readonly [quota: string]: number }
    /** Requests and model calls refused as unavailable. */
    readonly refused: number
  }
  /** Settlements that never reached the store: too many were waiting for it, or the limiter was closed before it was back. */
  'settlements-dropped': { readonly settlements: number; readonly units: { readonly [quota: string]: number } }
  /** What calls of an operation were estimated to cost has come to differ from what they cost. */
  'estimate-drifted': {
    readonly operation: string
    /** Where the policy names it. */
    readonly model: string | undefined
    /** Estimated / true cost. */
    readonly ratio: number
  }
  /** What was learned could not be shared; it is tried again. */
  'records-failed': { readonly cause: unknown }
  'warning-raised': { readonly code: string; readonly message: string }
}

/** `stopped`: by the limiter, at a hard ceiling. */
export type Outcome = 'finished' | 'aborted' | 'stopped' | 'failed'
export type EventName = keyof LimiterEvents
export type Listener<Name extends EventName> = (event: LimiterEvents[Name]) => void

export interface Events {
  /** @returns a function that stops listening. */
  on<Name extends EventName>(name: Name, listener: Listener<Name>): () => void
  emit<Name extends EventName>(name: Name, event: LimiterEvents[Name]): void
  /** Whether anybody listens: an event that nobody hears need not be made. */
  has(name: EventName): boolean
}

type Listeners = { readonly [Name in EventName]: Set<Listener<Name>> }

export function events(): Events {
  const listeners: Listeners = {
    'call-admitted': new Set(),
    'call-denied': new Set(),
    'call-stopped': new Set(),
    'attempt-ended': new Set(),
    'reservation-settled': new Set(),
    'call-unpriced': new Set(),
    'tier-lookup-failed': new Set(),
    'store-failed': new Set(),
    'store-degraded': new Set(),
    'store-recovered': new Set(),
    'settlements-dropped': new Set(),
    'estimate-drifted': new Set(),
    'records-failed': new Set(),
    'warning-raised': new Set(),
  }

  return {
    on(name, listener) {
      listeners[name].add(listener)
      return () => void listeners[name].delete(listener)
    },
    has: (name) => listeners[name].size > 0,
    emit(name, event) {
      for (const listener of listeners[name]) tell(name, listener, event)
    },
  }

  /** A listener that throws, or an async one that rejects, must not end a request, a settlement or the process. */
  function tell<Name extends EventName>(name: Name, listener: Listener<Name>, event: LimiterEvents[Name]): void {
    try {
      const told: unknown = listener(event)
      if (told instanceof Promise) told.catch(() => failed(name))
    } catch {
      failed(name)
    }
  }

  /** It is reported, unless it listens to the reports. */
  function failed(name: EventName): void {
    if (name === 'warning-raised') return
    const message = `A listener of '${name}' threw. Mend it: its event was lost.`
    for (const listener of listeners['warning-raised'])
      tell('warning-raised', listener, { code: 'listener-failed', message })
  }
}
