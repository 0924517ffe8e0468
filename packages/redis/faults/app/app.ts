// One app process of many: spends the budgets that it shares with the others, and writes down what it did. `app.ts <settings>`.
import { createLimiter, type EventName } from '@llm-limit/core'
import { redisStore } from '../../src/index.js'
import { clientFor } from './client.js'
import { crewOf } from './crew.js'
import { openDiary } from './diary.js'
import { drawsOf } from './draws.js'
import { policyOf } from './policy.js'
import type { AppSettings, Order, Report } from './settings.js'

const settings = JSON.parse(process.argv[2] ?? '') as AppSettings
const diary = openDiary(settings.diary)
process.on('unhandledRejection', (cause) =>
  diary.write({ is: 'broken', what: `unhandled rejection: ${String(cause)}` }),
)

const client = await clientFor(settings.target)
const limiter = createLimiter({ ...policyOf(settings), store: redisStore(client) })
const draw = drawsOf(settings.seed)
const org = settings.org === undefined ? undefined : 'acme'
const crew = crewOf({ limiter, diary, draw, org }, settings)

const TOLD = ['store-degraded', 'store-recovered', 'store-failed', 'settlements-dropped', 'warning-raised'] as const
for (const event of TOLD satisfies readonly EventName[])
  limiter.on(event, (detail: object) => diary.write({ is: 'told', event, detail: describe(detail) }))

/** Errors as what they say, without their links. */
function describe(detail: object): string {
  return JSON.stringify(detail, (_, value: unknown) => (value instanceof Error ? textOf(value) : value))
}

function textOf({ message, cause }: Error): string {
  const text = message.replace(/ \(.*, see .*\)$/, '')
  return cause instanceof Error ? `${text} ${textOf(cause)}` : text
}

function report(done: Report): void {
  process.send?.(done)
}

async function close(): Promise<void> {
  await crew.rest()
  await limiter.close()
  const { units, outages, dropped } = limiter.outages()
  report({ is: 'closed', held: units['tokens-per-hour'] ?? 0, outages, dropped })
  client.disconnect()
  process.disconnect()
}

function block(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}

async function obey(order: Order): Promise<void> {
  switch (order.to) {
    case 'pace':
      crew.pace(order.perSecond, order.abandons)
      return report({ is: 'pacing' })
    case 'rush':
      return report({ is: 'rushed', isFull: await crew.rush(order.withinMs) })
    case 'rest':
      await crew.rest()
      return report({ is: 'resting' })
    case 'block':
      block(order.ms)
      return report({ is: 'unblocked' })
    case 'close':
      return close()
  }
}

process.on('message', (order: Order) => void obey(order))
process.once('SIGTERM', () => void close())
report({ is: 'ready' })
