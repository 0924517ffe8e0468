import { shareOf } from '../amounts.js'
import { quotasOf } from '../store/fit.js'
import type { Quota } from '../store/quota.js'
import type { Partition } from '../store/store.js'
import { type LocalGround, localCap, partOf } from './local-caps.js'
import type { OutageSettings } from './when-store-fails.js'

/** Quotas as this process counts them on its own: the same array for the same one, so that records need not be copied. */
export interface LocalQuotas {
  /** The quotas of a call that is to be decided. */
  deciding(partitions: readonly Partition[], ground: LocalGround): readonly Partition[]
  /** The same where nothing is decided. */
  counting(partitions: readonly Partition[]): readonly Partition[]
}

export function localQuotas(settings: OutageSettings): LocalQuotas {
  const refilled = new WeakMap<readonly Quota[], readonly Quota[]>()
  const bound = new WeakMap<readonly Quota[], readonly Quota[]>()

  function counting(partitions: readonly Partition[]): readonly Partition[] {
    return partitions.map(({ key, quotas }) => ({ key, quotas: once(refilled, quotas, (quota) => slower(quota)) }))
  }

  /** Buckets refill by this process's part only: else it would admit at the full rate. */
  function slower(quota: Quota): Quota {
    const { aging } = quota
    if (aging.algorithm !== 'bucket') return quota
    return { ...quota, aging: { ...aging, refill: Math.max(1, partOf(aging.refill, settings)) } }
  }

  /** Whether what is known and all that may be admitted here could reach the share from which the quota binds. */
  function mayBind({ onlyWhile }: Quota, all: readonly Quota[], { known, posted }: LocalGround): boolean {
    if (onlyWhile === undefined) return false
    const { quota: index, share } = onlyWhile
    const limit = all[index]?.limit ?? 0
    const used = (known[index] ?? 0) + (posted[index] ?? 0)
    return shareOf(used + localCap(limit, known[index] ?? 0, settings), limit) >= share
  }

  return {
    counting,
    deciding(partitions, ground) {
      const all = quotasOf(partitions)
      return counting(partitions).map(({ key, quotas }) => ({
        key,
        quotas: quotas.some((quota) => mayBind(quota, all, ground)) ? once(bound, quotas, alwaysBinding) : quotas,
      }))
    },
  }
}

/** Drops the conditions: which of them are met, the whole store knows and one process does not. */
function alwaysBinding(quota: Quota): Quota {
  const { onlyWhile, ...rest } = quota
  return onlyWhile === undefined ? quota : rest
}

function once(
  made: WeakMap<readonly Quota[], readonly Quota[]>,
  quotas: readonly Quota[],
  make: (quota: Quota) => Quota,
): readonly Quota[] {
  const before = made.get(quotas)
  if (before !== undefined) return before
  const changed = quotas.map(make)
  const after = changed.every((quota, i) => quota === quotas[i]) ? quotas : changed
  made.set(quotas, after)
  return after
}
