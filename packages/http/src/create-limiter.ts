import { createLimiter as createCoreLimiter, type Limiter, type MakeMemory, type Policy } from '@llm-limit/core'
import { defaultPrices } from '@llm-limit/providers'
import { installAmbientContext } from './ambient-context.js'

/** The model that an operation is taken to call when neither it nor the request names one. */
const EXPECTED_MODEL = 'gpt-5'

/**
 * A limiter with the price table that ships with llm-limit. An app makes one and mounts it many times.
 * @throws ConfigError naming the value and the mend.
 */
export function createLimiter<const Tier extends string = string, const Operation extends string = never>(
  policy: Policy<Tier, Operation>,
  makeMemory?: MakeMemory,
): Limiter<Operation | 'default'> {
  installAmbientContext()
  const { prices = defaultPrices, expects } = policy
  return createCoreLimiter({ ...policy, prices, expects: { model: EXPECTED_MODEL, ...expects } }, makeMemory)
}
