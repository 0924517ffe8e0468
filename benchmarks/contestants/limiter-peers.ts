import { MemoryStore } from 'express-rate-limit'
import { BudgetManager } from 'llm-spend-guard'
import { RateLimiterMemory, RateLimiterUnion } from 'rate-limiter-flexible'
import type { LimiterPeer } from './names.js'
import type { Batch, Keys } from './scenario.js'

const BATCH = 1_000
const PLENTY = Number.MAX_SAFE_INTEGER
/** Seconds. The longest that a timer can wait is 24 days, so a month is not possible. */
const WINDOWS = [60, 3_600, 86_400, 24 * 86_400]

type Make = (keys: Keys) => Batch | Promise<Batch>

/** What others do, and the floor under all: none of them prices a call, degrades it or corrects it afterwards. */
export const peers: Readonly<Record<LimiterPeer, Make>> = {
  'rate-limiter-flexible Union of 4'(keys) {
    const union = new RateLimiterUnion(...WINDOWS.map((duration) => memory(duration)))
    return each(keys, (key) => union.consume(key, 1))
  },
  'rate-limiter-flexible, one limit'(keys) {
    const limiter = memory(WINDOWS[0] ?? 0)
    return each(keys, (key) => limiter.consume(key, 1))
  },
  'express-rate-limit MemoryStore, one limit'(keys) {
    const store = new MemoryStore()
    store.init({ windowMs: 60_000 } as Parameters<MemoryStore['init']>[0])
    return each(keys, (key) => store.increment(key))
  },
  'llm-spend-guard, 4 budgets, check + record'(keys) {
    const [dailyBudgetTokens, globalBudgetTokens] = [PLENTY, PLENTY]
    const budgets = { dailyBudgetTokens, globalBudgetTokens, userBudgetTokens: PLENTY, sessionBudgetTokens: PLENTY }
    const manager = new BudgetManager(budgets)
    return each(keys, async (key) => {
      const who = { userId: key, sessionId: key }
      await manager.checkBudget(1_100, who)
      await manager.recordUsage(500, who)
    })
  },
  'floor: 4 limits in a Float64Array': fourLimits,
  'floor: a counter in a Map': counter,
}

function memory(duration: number): RateLimiterMemory {
  return new RateLimiterMemory({ keyPrefix: `w${duration}`, points: PLENTY, duration })
}

async function each(keys: Keys, work: (key: string) => Promise<unknown>): Promise<Batch> {
  for (const key of keys.all) await work(key)
  return async () => {
    for (let i = 0; i < BATCH; i += 1) await work(keys.next())
    return BATCH
  }
}

function counter(keys: Keys): Batch {
  const counts = new Map<string, number>()
  return () => {
    for (let i = 0; i < 10 * BATCH; i += 1) {
      const key = keys.next()
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    return 10 * BATCH
  }
}

/** Four fixed windows of a key, all or none: start and count of each. */
function fourLimits(keys: Keys): Batch {
  const slots = new Map(keys.all.map((key, i) => [key, 8 * i]))
  const state = new Float64Array(8 * keys.all.length)
  return () => {
    for (let i = 0; i < 10 * BATCH; i += 1) takeFour(state, slots.get(keys.next()) ?? 0, Date.now())
    return 10 * BATCH
  }
}

function takeFour(state: Float64Array, slot: number, now: number): boolean {
  for (let w = 0; w < 4; w += 1) {
    const at = slot + 2 * w
    const start = now - (now % ((WINDOWS[w] ?? 1) * 1000))
    if (state[at] === start && (state[at + 1] ?? 0) + 1 > PLENTY) return false
  }
  for (let w = 0; w < 4; w += 1) {
    const at = slot + 2 * w
    const start = now - (now % ((WINDOWS[w] ?? 1) * 1000))
    state[at + 1] = state[at] === start ? (state[at + 1] ?? 0) + 1 : 1
    state[at] = start
  }
  return true
}
