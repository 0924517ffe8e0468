import { describe, expect, it } from '@jest/globals'
import type { Subject } from '../words.js'
import { benchWith, tokens } from './limiter.fixture.js'

const ada: Subject = { user: 'ada', org: 'acme' }

describe('the budget of a user', () => {
  it.each<readonly [string, Subject]>([
    ['ends like the name of an operation', { user: 'adaop:chat', org: 'acme' }],
    ['goes on like a key', { user: 'ada}op:chat' }],
    ['holds an organisation', { user: 'ada', org: 'acme}u:ada' }],
    ['holds two', { user: 'acme}u:ada', org: 'o:acme' }],
  ])('is untouched by another whose id %s (F28, I25)', async (_, other) => {
    const { limiter } = benchWith({
      tiers: { free: { quotas: ['100k tokens / hour'], operations: { chat: ['10k tokens / hour'] } } },
      operations: { chat: { repeats: false } },
    })
    const spend = (subject: Subject, operation: string, amount: number) =>
      limiter.run({ subject, operation, call: tokens(amount) }, (job) =>
        job.settle({ inputTokens: amount, outputTokens: 0 }),
      )
    await spend(ada, 'chat', 1_000)
    await spend(other, 'chat', 10)
    await spend(other, 'default', 10)
    await spend(ada, 'chat', 1)
    const { quotas, operations } = await limiter.usage(ada)
    expect([quotas[0]?.used, operations['chat']?.[0]?.used]).toEqual([1_001, 1_001])
  })
})
