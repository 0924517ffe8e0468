import { createLimiter, memoryStore } from '@llm-limit/next'
import { platform } from './platform'

const memory = memoryStore()

/** Settles when the platform says so. */
export const limiter = createLimiter({
  quotas: ['100 requests / hour'],
  store: {
    ...memory,
    async settle(...settlement) {
      await platform()?.gate
      return memory.settle(...settlement)
    },
  },
  storeDeadlineMs: 10_000,
})
