import type { Policy } from '@llm-limit/core'
import { prices } from './prices.ts'

/** What the app of the pictures has: budgets a day, and a wall at their end. */
const policy: Policy = {
  prices,
  expects: { model: 'gpt-5' },
  tiers: { free: { quotas: ['$0.10 / day'] }, premium: { quotas: ['$1 / day'] } },
  defaultTier: 'free',
  everyone: ['$20 / day'],
  ladder: 'wall',
}

export default policy
