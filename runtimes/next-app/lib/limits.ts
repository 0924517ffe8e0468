import { createLimiter } from '@llm-limit/next'

/** Read by routes, actions, pages and API routes, each of which runs this module for itself. */
export const limiter = createLimiter({
  quotas: [
    { quota: '4 requests / hour', name: 'requests', ladder: 'wall' },
    { quota: '100k tokens / hour', name: 'tokens' },
  ],
})
