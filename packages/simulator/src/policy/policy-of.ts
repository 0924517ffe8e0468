import { ConfigError, type Policy } from '@llm-limit/core'

/** Exports that are looked at, the first one there is counts. */
const NAMES = ['default', 'limiter', 'policy'] as const

/** The policy of the app's own module: of the limiter that it exports, or the policy itself. @throws ConfigError when it has neither. */
export function policyOf(file: string, module: Readonly<Record<string, unknown>>): Policy {
  const name = NAMES.find((each) => module[each] !== undefined)
  const value = name === undefined ? undefined : module[name]
  if (typeof value === 'function')
    throw new ConfigError(`'${name}' of '${file}' is a function. Export what it returns, under the name 'policy'.`)
  if (isLimiter(value)) return value.policy
  if (isPolicy(value)) return value
  const exported = Object.keys(module).join(', ') || 'nothing'
  throw new ConfigError(
    `'${file}' exports ${exported}. Export a limiter or a policy as default, or under the name 'limiter' or 'policy'.`,
  )
}

function isLimiter(value: unknown): value is { readonly policy: Policy } {
  return isObject(value) && 'decide' in value && isPolicy(value['policy'])
}

function isPolicy(value: unknown): value is Policy {
  return isObject(value) && ('quotas' in value || 'tiers' in value || 'everyone' in value)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
