'use client'
import { createClient, type Quota, type Snapshot } from '@llm-limit/client'
import { useEffect, useSyncExternalStore } from 'react'

/** One for the page: every call of the chat goes through its fetch. */
export const client = createClient({ usageUrl: '/api/llm-limit/usage' })

/** Where the visitor stands. Asks at the beginning, and when a wait is over. */
export function useBudget(): Snapshot {
  const budget = useSyncExternalStore(client.subscribe, client.snapshot, client.snapshot)
  const isRefused = budget.refusal !== undefined
  useEffect(() => {
    if (!isRefused) void client.refresh()
  }, [isRefused])
  return budget
}

/** The quota that decides the phase. */
export function fullest(quotas: readonly Quota[]): Quota | undefined {
  return quotas.reduce<Quota | undefined>(
    (most, quota) => (quota.percent > (most?.percent ?? -1) ? quota : most),
    undefined,
  )
}
