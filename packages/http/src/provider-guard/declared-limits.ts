import { ConfigError, readQuota } from '@llm-limit/core'
import { DAY_MS, type Limit, MINUTE_MS, type ProviderUnit, UNITS } from './known-limits.js'

type Amount = `${number}` | `${number}k` | `${number}M`

/** A provider's limit in words, as its console shows it. */
export type ProviderLimitText =
  `${Amount} ${'requests' | 'tokens' | 'input tokens' | 'output tokens'} / ${'minute' | 'day'}`

/** By model; a name may end in `*`, and the longest that fits a model holds for it. */
export type ProviderLimitTexts = { readonly [model: string]: readonly ProviderLimitText[] }

/** @returns the limits declared for a model. @throws ConfigError naming the text and the forms there are. */
export function declaredLimits(texts: ProviderLimitTexts): (model: string) => readonly Limit[] {
  const declared = Object.entries(texts).map(([pattern, limits]) => ({ pattern, limits: limits.map(limitFrom) }))
  declared.sort((a, b) => b.pattern.length - a.pattern.length)
  return (model) => declared.find(({ pattern }) => fits(pattern, model))?.limits ?? []
}

function fits(pattern: string, model: string): boolean {
  return pattern.endsWith('*') ? model.startsWith(pattern.slice(0, -1)) : model === pattern
}

function limitFrom(text: string): Limit {
  const { unit, amount, window, burst } = readQuota(text)
  const windowMs =
    window.kind === 'sliding' ? window.windowMs : window.kind === 'calendar' && window.period === 'day' ? DAY_MS : 0
  if (!isProviderUnit(unit) || burst !== undefined || (windowMs !== MINUTE_MS && windowMs !== DAY_MS)) {
    throw new ConfigError(
      `The provider limit '${text}' cannot be used. Write it like '500 requests / minute', '200k tokens / minute', '50k input tokens / minute' or '10k requests / day'.`,
    )
  }
  return { unit, windowMs, amount }
}

function isProviderUnit(unit: string): unit is ProviderUnit {
  return UNITS.some((known) => known === unit)
}
