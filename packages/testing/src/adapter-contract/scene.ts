import { createLimiter, type Limiter, type LimiterEvents, memoryStore, type Policy, type Store } from '@llm-limit/core'
import { type FakeClock, fakeClock } from '../fake-clock.js'
import {
  type FakeModelServer,
  type FakeModelServerOptions,
  fakeModelServer,
} from '../model-server/fake-model-server.js'
import type { Loopback } from '../model-server/loopback.js'
import type { AdapterApp, AppCall, AppGuard, AppHandler } from './adapter-app.js'
import type { AdapterHarness, ChatBody, ContractTools } from './adapter-harness.js'
import { contractPrices } from './contract-prices.js'
import { asksModel, type Handles } from './handlers.js'
import { type Answer, type Sending, send } from './http-client.js'
import { type RawClient, rawClient } from './raw-client.js'
import { until } from './waiting.js'

/** The contract's tools and the framework under test. */
export interface Contract {
  readonly tools: ContractTools
  readonly harness: AdapterHarness
}

export interface SceneOptions {
  readonly policy?: Omit<Policy, 'store' | 'clock'> | undefined
  /** The store; default: the memory store as it is. */
  readonly store?: ((memory: Store) => Store) | undefined
  /** What the model server does. Its delays pass on `scene.pace`. */
  readonly model?: FakeModelServerOptions | undefined
  /** Default: one guard of the operation `chat`. */
  readonly guards?: ((limiter: Limiter, scene: Pick<Scene, 'clock'>) => readonly AppGuard[]) | undefined
  /** Default: asks the model and answers with JSON. */
  readonly handle?: Handles | undefined
  /** What the limiter's clock shows first. */
  readonly startMs?: number | undefined
}

/** A limiter, a model server and an app of the framework under test, on real sockets; time stands still. */
export interface Scene {
  readonly url: string
  readonly limiter: Limiter
  /** The limiter's time. */
  readonly clock: FakeClock
  readonly model: FakeModelServer
  /** The model server's time. */
  readonly pace: FakeClock
  /** Requests that reached the handler. */
  readonly handled: readonly AppCall[]
  readonly attempts: readonly LimiterEvents['attempt-ended'][]
  readonly settlements: readonly LimiterEvents['reservation-settled'][]
  readonly denials: readonly LimiterEvents['call-denied'][]
  /** Posts a chat body, unless told otherwise, as user `ada`. */
  post(sending?: Sending): Promise<Answer>
  /** A client on a socket of its own. */
  connect(): Promise<RawClient>
  /** Units of one quota in use. */
  used(quota: string, user?: string): Promise<number>
  /** Waits until `count` reservations came to their end. */
  settled(count: number): Promise<void>
  /** Uses up tokens: one call of that many. */
  spendTokens(tokens: number, user?: string): Promise<void>
}

/** 100k tokens an hour are the tightest: 1 % is 1,000 tokens. */
export const QUOTAS: NonNullable<Policy['quotas']> = [
  { quota: '1000 requests / hour', name: 'requests' },
  { quota: '100k tokens / hour', name: 'tokens' },
  { quota: '$50 / day', name: 'money' },
  { quota: '50 concurrent', name: 'open' },
]

export const CHAT: ChatBody = {
  model: 'gpt-5',
  messages: [{ role: 'user', content: 'What is the shortest way from here to the sea?' }],
  max_completion_tokens: 500,
}

const POLICY: Policy = {
  quotas: QUOTAS,
  prices: contractPrices,
  expects: { model: 'gpt-5', outputTokens: 400 },
  operations: { chat: { repeats: false }, heavy: { repeats: false, weight: 3 } },
  random: () => 0.5,
}

/** Runs a test in a scene of its own and leaves nothing open behind it. */
export async function inScene(
  { tools, harness }: Contract,
  options: SceneOptions,
  test: (scene: Scene) => Promise<void>,
): Promise<void> {
  const clock = fakeClock(options.startMs)
  const pace = fakeClock()
  const memory = memoryStore({ clock })
  const limiter = createLimiter({ ...POLICY, ...options.policy, clock, store: options.store?.(memory) ?? memory })
  const model = await fakeModelServer({ clock: pace, outputTokens: 20, ...options.model })
  const handled: AppCall[] = []
  const handle = (options.handle ?? asksModel)({ url: model.url, OpenAI: tools.OpenAI })
  const guards = options.guards?.(limiter, { clock }) ?? [{ limiter, operation: 'chat' }]
  const app = await harness.start({ guards, handle: noting(handled, handle) })
  try {
    await test(sceneOf({ app, limiter, clock, model, pace, handled }))
  } finally {
    await app.close()
    await model.close()
    await limiter.close()
  }
}

function noting(handled: AppCall[], handle: AppHandler): AdapterApp['handle'] {
  return (call) => {
    handled.push(call)
    return handle(call)
  }
}

interface Stage extends Pick<Scene, 'limiter' | 'clock' | 'model' | 'pace' | 'handled'> {
  readonly app: Loopback
}

function sceneOf({ app, limiter, ...stage }: Stage): Scene {
  const attempts: LimiterEvents['attempt-ended'][] = []
  const settlements: LimiterEvents['reservation-settled'][] = []
  const denials: LimiterEvents['call-denied'][] = []
  limiter.on('attempt-ended', (event) => void attempts.push(event))
  limiter.on('reservation-settled', (event) => void settlements.push(event))
  limiter.on('call-denied', (event) => void denials.push(event))
  return {
    ...stage,
    url: app.origin,
    limiter,
    attempts,
    settlements,
    denials,
    post: (sending) => send(app.origin, { user: 'ada', body: CHAT, ...sending }),
    connect: () => rawClient(app.origin),
    async used(quota, user = 'ada') {
      const { quotas } = await limiter.usage({ user })
      return quotas.find(({ name }) => name === quota)?.used ?? Number.NaN
    },
    settled: (count) => until(`${count} reservations are settled`, () => settlements.length >= count),
    async spendTokens(tokens, user = 'ada') {
      const decision = await limiter.reserve({ subject: { user }, operation: 'chat' })
      if (decision.outcome !== 'admitted') throw new Error(`${tokens} tokens could not be spent.`)
      await decision.settle({ inputTokens: tokens, outputTokens: 0 })
    },
  }
}
