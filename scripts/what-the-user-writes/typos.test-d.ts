// What must not compile, and what must: each line below was a real slip or could be one.

import { llmLimit as edgeLimit } from '@llm-limit/edge'
import { createLimiter, type ExpressOptions, llmLimit, type Policy } from '@llm-limit/express'
import { llmLimit as koaLimit } from '@llm-limit/koa'
import { llmLimit as nextLimit } from '@llm-limit/next'

const limiter = createLimiter({
  tiers: {
    free: { quotas: ['10 requests / minute'], operations: { 'analyze-document': ['3 requests / day'] } },
    premium: { quotas: ['60 requests / minute'] },
  },
  defaultTier: 'free',
  operations: { chat: {}, 'analyze-document': {} },
})

// The shorthand
// @ts-expect-error 'min' is no window
createLimiter({ quotas: ['10 requests / min'] })
// @ts-expect-error requests, in the plural
createLimiter({ quotas: ['10 request / minute'] })
// @ts-expect-error a rate needs a window
createLimiter({ quotas: ['10k tokens'] })
// @ts-expect-error spaces around the slash
createLimiter({ quotas: ['10k tokens/hour'] })
// @ts-expect-error money has a window too
createLimiter({ quotas: ['$5'] })
// @ts-expect-error the same in a tier
createLimiter({ tiers: { free: { quotas: ['10 requests / min'] } } })
// @ts-expect-error the same for everyone
createLimiter({ quotas: ['1 concurrent'], everyone: ['$200 / daily'] })

// Names of operations
llmLimit({ limiter, operation: 'analyze-document' })
llmLimit({ limiter, operation: (request) => (request.path === '/chat' ? 'chat' : false) })
// @ts-expect-error British spelling of a declared operation
llmLimit({ limiter, operation: 'analyse-document' })
// @ts-expect-error the same from a function
llmLimit({ limiter, operation: () => 'analyse-document' })
// @ts-expect-error the same in Koa
koaLimit({ limiter, operation: 'analyse-document' })
// @ts-expect-error the same in Next
nextLimit({ limiter, operation: 'analyse-document' }, () => Response.json({}))
// @ts-expect-error the same on the edge
edgeLimit({ limiter, operation: 'analyse-document' }, () => Response.json({}))
// @ts-expect-error the same with a limiter made of the environment
edgeLimit({ limiter: () => limiter, operation: 'analyse-document' }, () => Response.json({}))
// @ts-expect-error a limiter without operations has none of that name
llmLimit({ limiter: createLimiter({ quotas: ['10 requests / minute'] }), operation: 'chat' })
// @ts-expect-error the same in a call without HTTP
void limiter.reserve({ subject: { user: 'ada' }, operation: 'analyse-document' })
createLimiter({
  // @ts-expect-error quotas of an operation that is not declared
  tiers: { free: { quotas: ['10 requests / minute'], operations: { 'analyse-document': ['3 requests / day'] } } },
  operations: { 'analyze-document': {} },
})

// Names of tiers
// @ts-expect-error no such tier
createLimiter({ tiers: { free: { quotas: ['10 requests / minute'] } }, defaultTier: 'fre' })
createLimiter({
  tiers: { free: { quotas: ['10 requests / minute'] } },
  // @ts-expect-error no such tier
  tierOf: () => 'fre',
})

// Phases and units
// @ts-expect-error 'normal' is where nothing has happened yet
createLimiter({ quotas: ['10 requests / minute'], ladder: [{ at: 100, phase: 'normal' }] })

// Optional members accept undefined
const policy: Policy = {
  quotas: ['10 requests / minute'],
  tiers: undefined,
  defaultTier: undefined,
  tierOf: undefined,
  operations: undefined,
  everyone: undefined,
  ladder: undefined,
  timeZone: undefined,
  store: undefined,
  whenStoreFails: undefined,
  storeDeadlineMs: undefined,
  upgradeUrl: undefined,
  mode: undefined,
  expects: { model: undefined, inputTokens: undefined, outputTokens: undefined, calls: undefined },
  prices: undefined,
  unpriced: undefined,
  reserve: undefined,
  name: undefined,
  leaseMs: undefined,
  clock: undefined,
  random: undefined,
  newId: undefined,
}
const options: ExpressOptions = {
  limiter: undefined,
  operation: undefined,
  subject: () => undefined,
  address: undefined,
  expose: { money: undefined },
  messages: undefined,
  onDenied: undefined,
  maxBodyBytes: undefined,
  log: undefined,
}
llmLimit(options)
createLimiter(policy)
createLimiter({ quotas: [{ quota: '10 requests / minute', name: undefined, ladder: undefined, scope: undefined }] })
createLimiter({ quotas: ['1 concurrent'], everyone: [{ quota: '$200 / day', name: undefined, perUser: undefined }] })
createLimiter({
  quotas: ['10 requests / minute'],
  operations: {
    chat: { expects: undefined, weight: undefined, repeats: undefined, queue: undefined, cache: undefined },
  },
  ladder: [
    { at: 100, phase: 'soft', models: undefined, output: undefined, delayMs: undefined, cache: undefined },
    { at: 120, phase: 'hard' },
  ],
})
