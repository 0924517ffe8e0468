// Ada has eleven documents summarised, and asks for headlines. Ends with 0 only when a cheaper model took over, the eleventh summary was refused, and headlines still came.
import { fakeModelServer } from '@llm-limit/testing'
import { startProcess } from '@llm-limit/testing/servers'

await using models = await fakeModelServer({ outputTokens: ({ text }) => (text.includes('headline') ? 12 : 380) })
const isFaked = !process.env['OPENAI_API_KEY']
const env = isFaked ? { OPENAI_API_KEY: 'none', OPENAI_BASE_URL: models.url } : {}
await using server = await startProcess(new URL('./server.ts', import.meta.url), [], { env })
const origin = `http://127.0.0.1:${await server.receive()}`

const row = (...cells: readonly unknown[]): void =>
  console.log(cells.map((cell, i) => String(cell).padEnd([13, 8, 12, 9, 17, 10][i] ?? 0)).join(''))
const dollars = (nanoUsd: number): string => `$${(nanoUsd / 1e9).toFixed(4)}`
const seen = new Map<string, number>()

async function ask(what: 'summary' | 'headline', number: number): Promise<void> {
  const document = `Document ${number}. ${'Nobody has the time to read all of this. '.repeat(80)}`
  const response = await fetch(`${origin}/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ document }),
  })
  const { model = '', phase = '', detail } = await response.json()
  const { quotas, operations } = await (await fetch(`${origin}/llm-limit/usage`)).json()
  const [requests, money] = quotas
  const [summaries] = operations.summarise
  const spent = `${dollars(money.used)}, ${money.percent} %`
  row(`${what} ${number}`, response.status, model, phase, spent, requests.used, summaries.used)
  if (detail !== undefined) console.log(`             ${detail}`)
  const kind = `${what} ${model}`
  seen.set(kind, (seen.get(kind) ?? 0) + 1)
}

row('asked for', 'status', 'served', 'phase', 'of $0.04', 'of 40', 'of 20')
for (let number = 1; number <= 11; number += 1) await ask('summary', number)
for (let number = 1; number <= 3; number += 1) await ask('headline', number)

const isGood = seen.get('summary gpt-5') === 7 && seen.get('summary gpt-5-mini') === 3 && seen.get('summary ') === 1
if (isFaked && !(isGood && seen.get('headline gpt-5-mini') === 3)) process.exitCode = 1
