import type { ServiceTier } from '@llm-limit/core'

/** `serviceTier` of a request. @returns undefined when it does not tell. */
export function tierAsked(value: unknown): ServiceTier | undefined {
  const tier = typeof value === 'string' ? value.toLowerCase() : undefined
  return tier === 'priority' || tier === 'flex' || tier === 'standard' ? tier : undefined
}

/** `trafficType` of a usage report. */
export function tierServed(value: unknown): ServiceTier | undefined {
  switch (value) {
    case 'ON_DEMAND':
      return 'standard'
    case 'ON_DEMAND_PRIORITY':
      return 'priority'
    case 'ON_DEMAND_FLEX':
      return 'flex'
    default:
      return undefined
  }
}
