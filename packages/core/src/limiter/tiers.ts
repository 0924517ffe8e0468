import { type Clock, steadyMs } from '../clock.js'
import type { Subject } from '../words.js'

const FRESH_MS = 60_000
const MOST_CACHED = 10_000

export type TierOf = (subject: Subject) => string | undefined | Promise<string | undefined>

export interface TierLookup {
  /** The subject's own tier, the cached one, or that of one look-up in flight per user. Without a promise when it is known. */
  tierOf(subject: Subject): string | Promise<string>
}

/** A look-up that fails leaves the last known tier, else the default, and is reported. */
export function tierLookup(options: {
  readonly tierOf: TierOf | undefined
  readonly tiers: readonly string[]
  readonly defaultTier: string
  readonly clock: Clock
  readonly onFailure: (cause: unknown) => void
}): TierLookup {
  const { tierOf, tiers, defaultTier, clock, onFailure } = options
  const cached = new Map<string, { readonly tier: string; readonly until: number }>()
  const running = new Map<string, Promise<string>>()

  function known(tier: string | undefined): string {
    if (tier === undefined) return defaultTier
    if (!tiers.includes(tier)) throw new RangeError('tierOf named a tier that the policy does not declare')
    return tier
  }

  async function lookUp(key: string, subject: Subject, ask: TierOf): Promise<string> {
    let tier = cached.get(key)?.tier ?? defaultTier
    try {
      // One that throws at once must not end the look-up before it is known to run.
      tier = known(await (async () => ask(subject))())
    } catch (cause) {
      onFailure(cause)
    }
    if (cached.size >= MOST_CACHED) cached.delete(cached.keys().next().value ?? '')
    cached.set(key, { tier, until: steadyMs(clock) + FRESH_MS })
    running.delete(key)
    return tier
  }

  return {
    tierOf(subject) {
      if (subject.tier !== undefined && tiers.includes(subject.tier)) return subject.tier
      if (tierOf === undefined) return defaultTier
      const key = JSON.stringify([subject.org ?? null, subject.user])
      const hit = cached.get(key)
      if (hit !== undefined && hit.until > steadyMs(clock)) return hit.tier
      // Where a look-up goes with its request, nobody waits for another's.
      const shared = clock.isPerRequest === true ? undefined : running.get(key)
      const pending = shared ?? lookUp(key, subject, tierOf)
      running.set(key, pending)
      return pending
    },
  }
}
