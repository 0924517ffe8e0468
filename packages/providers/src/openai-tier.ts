import type { ServiceTier } from '@llm-limit/core'

/**
 * A `service_tier` as it is asked for and as it is reported: `fast` is a newer name of `priority`, `on_demand` is Groq's standard.
 * @returns undefined when it does not tell, such as `auto`.
 */
export function serviceTierOf(value: unknown): ServiceTier | undefined {
  switch (value) {
    case 'priority':
    case 'fast':
      return 'priority'
    case 'flex':
      return 'flex'
    case 'default':
    case 'standard':
    case 'scale':
    case 'on_demand':
      return 'standard'
    default:
      return undefined
  }
}
