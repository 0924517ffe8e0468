import type { Admission, Limiter, LimiterEvents } from '@llm-limit/core'
import { createLimiter, type Policy } from '@llm-limit/http'
import '@llm-limit/http/context'
import {
  billTotal,
  type FakeModelServer,
  type FakeModelServerOptions,
  fakeModelServer,
  spend,
} from '@llm-limit/testing'
import type { CreateOpenAI, Sdk } from './sdks.fixture.js'

export const ADA = { user: 'ada' }

/** A limiter, a model server, and a provider of the SDK between them. */
export interface Stage extends AsyncDisposable {
  readonly server: FakeModelServer
  readonly limiter: Limiter
  readonly openai: ReturnType<CreateOpenAI>
  /** One line an attempt, as the ledger gets them. */
  readonly lines: LimiterEvents['attempt-ended'][]
  readonly denials: LimiterEvents['call-denied'][]
  /** Uses up a share of Ada's budget before the scene begins. */
  spend(share: `${number} %`): Promise<void>
  /** Ada's work, within one reservation. */
  job<Value>(work: (admission: Admission) => Promise<Value>): Promise<Value>
  /** What the lines and Ada's counter say, and what the server billed. */
  books(): Promise<{ readonly lines: Books; readonly counted: number; readonly billed: Books }>
}

interface Books {
  readonly calls: number
  readonly inputTokens: number
  readonly outputTokens: number
}

export interface StageOptions {
  readonly model?: FakeModelServerOptions
  readonly policy?: Policy
  readonly fetch?: typeof globalThis.fetch
}

export async function stage({ createOpenAI }: Sdk, { model, policy, fetch }: StageOptions = {}): Promise<Stage> {
  const server = await fakeModelServer({ outputTokens: 30, ...model })
  const limiter = createLimiter(policy ?? { quotas: [{ quota: '100k tokens / hour', name: 'tokens' }, '$5 / day'] })
  const openai = createOpenAI({ baseURL: server.url, apiKey: 'none', ...(fetch === undefined ? {} : { fetch }) })
  const lines: LimiterEvents['attempt-ended'][] = []
  const denials: LimiterEvents['call-denied'][] = []
  limiter.on('attempt-ended', (line) => void lines.push(line))
  limiter.on('call-denied', (denial) => void denials.push(denial))

  return {
    server,
    limiter,
    openai,
    lines,
    denials,
    async spend(share) {
      await spend(limiter, ADA, share)
      lines.length = 0
    },
    async job(work) {
      const result = await limiter.run({ subject: ADA }, work)
      if (result.outcome !== 'admitted') throw new Error(`The job was not admitted: ${result.outcome}`)
      return result.value
    },
    async books() {
      await server.idle()
      const { calls, inputTokens, outputTokens } = billTotal(server.bill)
      return {
        lines: {
          calls: lines.length,
          inputTokens: lines.reduce((sum, { usage }) => sum + (usage.inputTokens ?? 0), 0),
          outputTokens: lines.reduce((sum, { usage }) => sum + (usage.outputTokens ?? 0), 0),
        },
        counted: (await limiter.usage(ADA)).quotas.find(({ name }) => name === 'tokens')?.used ?? 0,
        billed: { calls, inputTokens, outputTokens },
      }
    },
    [Symbol.asyncDispose]: () => server.close(),
  }
}
