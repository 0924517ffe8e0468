// Reads the same stream by plain and by metered fetch, in turn, and tells the CPU time of each a stream.
import { createLimiter, type Fetch, meteredFetch } from '@llm-limit/http'
import { nodeContext } from '@llm-limit/http/context'

const ROUNDS = 40
const WARM_UPS = 5
const TURNS = 5
const AT_ONCE = 20
/** Of 23: some arrive together. */
const LEAST_CHUNKS = 18

if (nodeContext.current() !== undefined) throw new Error('The benchmark begins within a request.')
const [, , url = ''] = process.argv
const limiter = createLimiter({
  quotas: ['100M requests / hour', '1000M tokens / hour', '$100000 / month'],
  leaseMs: 60_000,
})
const body = JSON.stringify({
  model: 'gpt-5-mini',
  stream: true,
  stream_options: { include_usage: true },
  max_completion_tokens: 200,
  messages: [{ role: 'user', content: 'Tell me in a few words what a token bucket is, and when to use one.' }],
})

async function readWith(fetch: Fetch): Promise<number> {
  const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  let chunks = 0
  for await (const _ of response.body ?? []) chunks += 1
  return chunks
}

async function metered(): Promise<number> {
  const ran = await limiter.run({ subject: { user: 'ada' } }, () => readWith(meteredFetch))
  if (ran.outcome !== 'admitted') throw new Error('The benchmark was refused.')
  return ran.value
}

const contestants = { plain: () => readWith(globalThis.fetch), metered }
const costs = { plain: [] as number[], metered: [] as number[] }
const names = ['plain', 'metered'] as const

for (let round = -WARM_UPS; round < ROUNDS; round += 1) {
  for (const name of round % 2 === 0 ? names : [...names].reverse()) {
    const start = process.cpuUsage()
    let chunks = 0
    for (let turn = 0; turn < TURNS; turn += 1) {
      const read = await Promise.all(Array.from({ length: AT_ONCE }, () => contestants[name]()))
      chunks += read.reduce((sum, one) => sum + one, 0)
    }
    const { user, system } = process.cpuUsage(start)
    if (chunks < LEAST_CHUNKS * TURNS * AT_ONCE) throw new Error(`${chunks} chunks arrived: the machine is too busy.`)
    if (round >= 0) costs[name].push(((user + system) * 1000) / (TURNS * AT_ONCE))
  }
}
process.send?.(costs)
process.exit()
