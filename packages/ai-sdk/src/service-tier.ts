import type { CallEstimate } from '@llm-limit/core'
import type { ProviderOptions } from './model.js'

const TIERS: { readonly [asked: string]: CallEstimate['serviceTier'] } = {
  priority: 'priority',
  fast: 'priority',
  flex: 'flex',
}

/** The service tier that a provider is asked for, such as `providerOptions: { openai: { serviceTier: 'flex' } }`. */
export function serviceTierIn(options: ProviderOptions | undefined): CallEstimate['serviceTier'] {
  for (const { serviceTier } of Object.values(options ?? {})) {
    const tier = typeof serviceTier === 'string' ? TIERS[serviceTier] : undefined
    if (tier !== undefined) return tier
  }
  return undefined
}
