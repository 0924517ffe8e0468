import { type Clock, type Policy, type QuotaText, systemClock } from '@llm-limit/core'
import type { AppSettings } from './settings.js'

export const NAME = 'faults'

/** Nothing that is spent comes back within a test, and the number of open calls is counted beside it. */
export function policyOf(settings: Omit<AppSettings, 'target' | 'users' | 'seed' | 'diary' | 'work'>): Policy {
  const { limit, everyone, org, whenStoreFails, leaseMs, skewMs } = settings
  return {
    name: NAME,
    quotas: [
      tokens(limit),
      '10000 concurrent',
      ...(org === undefined ? [] : [{ quota: tokens(org), name: 'org', scope: 'org' as const }]),
    ],
    ...(everyone === undefined ? {} : { everyone: [tokens(everyone)] }),
    ladder: 'wall',
    whenStoreFails,
    leaseMs,
    clock: skewed(skewMs),
  }
}

function tokens(amount: number): QuotaText {
  return `${amount} tokens / hour` as QuotaText
}

/** The clock of a machine that is off. */
function skewed(skewMs: number): Clock {
  return { ...systemClock, now: () => systemClock.now() + skewMs }
}
