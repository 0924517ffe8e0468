// `npm run bench:provider-limits`: a real minute of four processes that share a provider's limits by Redis, each with a provider guard.
// `--counting sliding` for a provider that counts the last 60 s. Exits 1 when a target is missed.
import { parseArgs } from 'node:util'
import { startProcess } from '@llm-limit/testing/servers'
import { withRedis } from './harness/redis-server.js'
import { printTable } from './harness/sections.js'
import { type Done, LIMITS, PROCESSES, type Seen, USERS, type Work } from './provider-limits/scenario.js'

const MEASURED_MS = 60_000
const START_MS = 1_500
const TARGETS = { turnedAway: 0.01, used: 0.95, jain: 0.95 }

const { counting } = parseArgs({ options: { counting: { type: 'string', default: 'bucket' } } }).values
/** Until the burst that a fresh counter allows is gone: a sliding minute sees it for a minute. */
const WARM_UP_MS = counting === 'sliding' ? 75_000 : 15_000
const here = (file: string): URL => new URL(`./provider-limits/${file}.ts`, import.meta.url)

const { done, seen } = await withRedis(async (redis) => {
  await using server = await startProcess(here('provider'), [counting])
  const provider = String(await server.receive())
  const callers = await Promise.all(Array.from({ length: PROCESSES }, () => startProcess(here('caller'))))
  try {
    await Promise.all(callers.map((caller) => caller.receive()))
    const from = Date.now() + START_MS
    const until = from + WARM_UP_MS + MEASURED_MS
    server.send({ from: from + WARM_UP_MS, until })
    for (const [i, caller] of callers.entries())
      caller.send({ provider, redis, seed: 7 + i, from, until } satisfies Work)
    const done = (await Promise.all(callers.map((caller) => caller.receive()))) as Done[]
    server.send('report')
    return { done, seen: (await server.receive()) as Seen }
  } finally {
    await Promise.all(callers.map((caller) => caller.stop()))
  }
})

const waits = done.flatMap(({ waitedMs }) => waitedMs).sort((a, b) => a - b)
const minutes = MEASURED_MS / 60_000
const requests = seen.answered / (LIMITS.requestsPerMinute * minutes)
const tokens = seen.tokens / (LIMITS.tokensPerMinute * minutes)
const turnedAway = seen.turnedAway / (seen.answered + seen.turnedAway)
const jain = jainOf(done)

printTable([
  [`Counted as ${counting}`, '', 'target'],
  ['calls answered', seen.answered.toLocaleString('en'), ''],
  ['429 of the provider', `${seen.turnedAway} (${percent(turnedAway)})`, `<= ${percent(TARGETS.turnedAway)}`],
  ['used of the requests', percent(requests), ''],
  ['used of the tokens', percent(tokens), ''],
  ['used of the tighter limit', percent(Math.max(requests, tokens)), `>= ${percent(TARGETS.used)}`],
  ['Jain index', jain.toFixed(3), `>= ${TARGETS.jain}`],
  ['time to the answer, p50', `${(quantile(0.5) / 1_000).toFixed(2)} s`, ''],
  ['time to the answer, p99', `${(quantile(0.99) / 1_000).toFixed(2)} s`, ''],
])
console.log(`  refused or failed: ${JSON.stringify(sumOf(done.map(({ refused }) => refused)))}`)
if (!(turnedAway <= TARGETS.turnedAway && Math.max(requests, tokens) >= TARGETS.used && jain >= TARGETS.jain)) {
  console.error('A target is missed.')
  process.exitCode = 1
}

/** Among users who want no more than their share: 1 when all of them are served alike. */
function jainOf(done: readonly Done[]): number {
  const users = Array.from({ length: USERS }, (_, i) => ({
    asked: done.reduce((sum, { asked }) => sum + (asked[i] ?? 0), 0),
    served: done.reduce((sum, { served }) => sum + (served[i] ?? 0), 0),
  }))
  const share = users.reduce((sum, { served }) => sum + served, 0) / USERS
  const shares = users.filter(({ asked }) => asked > 0 && asked <= share).map(({ asked, served }) => served / asked)
  const sum = shares.reduce((all, one) => all + one, 0)
  return sum ** 2 / (shares.length * shares.reduce((all, one) => all + one ** 2, 0))
}

function sumOf(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const count of counts) for (const [name, value] of Object.entries(count)) sums[name] = (sums[name] ?? 0) + value
  return sums
}

function quantile(share: number): number {
  return waits[Math.min(waits.length - 1, Math.floor(share * waits.length))] ?? Number.NaN
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}
