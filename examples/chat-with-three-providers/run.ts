// Asks three providers in turn until the budget is used up. Ends with 0 only when the ledger says what they billed, to the token and the nanodollar.
import { type BilledTokens, nanoUsdOf } from '@llm-limit/core'
import { defaultPrices } from '@llm-limit/providers'
import { fakeModelServer } from '@llm-limit/testing'
import { startProcess } from '@llm-limit/testing/servers'

await using models = await fakeModelServer({ outputTokens: 900 })
const providers = [
  { name: 'openai', key: 'OPENAI_API_KEY', address: 'OPENAI_BASE_URL', url: models.url },
  { name: 'anthropic', key: 'ANTHROPIC_API_KEY', address: 'ANTHROPIC_BASE_URL', url: models.origin },
  { name: 'google', key: 'GEMINI_API_KEY', address: 'GOOGLE_GEMINI_BASE_URL', url: models.origin },
]
const faked = providers.filter(({ key }) => !process.env[key])
const env = Object.fromEntries(
  faked.flatMap(({ key, address, url }) => [
    [key, 'none'],
    [address, url],
  ]),
)
await using server = await startProcess(new URL('./server.ts', import.meta.url), [], { env })
const origin = `http://127.0.0.1:${await server.receive()}`

const get = async (path: string) => (await fetch(`${origin}${path}`)).json()
const dollars = (nanoUsd: number): string => `$${(nanoUsd / 1e9).toFixed(4)}`
const row = (...cells: readonly unknown[]): void =>
  console.log(cells.map((cell, i) => String(cell).padEnd([11, 17, 23, 8, 9, 9, 7][i] ?? 0)).join(''))

row('provider', 'asked', 'served', 'tokens', 'cost', 'phase', 'used', 'left')
for (let question = 0; question < 100; question += 1) {
  const { name: provider = '' } = providers[question % providers.length] ?? {}
  const prompt = `Question ${question + 1}: how do I keep within a budget?`
  const response = await fetch(`${origin}/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ provider, prompt }),
  })
  const { asked, model, phase, detail } = await response.json()
  if (!response.ok) {
    console.log(`${provider}: ${response.status}. ${detail}\nRetry-After: ${response.headers.get('Retry-After')}`)
    break
  }
  const { usage, nanoUsd } = (await get('/ledger')).at(-1)
  const [{ percent, remaining }] = (await get('/llm-limit/usage')).quotas
  const served = model === asked ? 'as asked' : model
  const tokens = usage.inputTokens + usage.outputTokens
  row(provider, asked, served, tokens, dollars(nanoUsd), phase, `${percent} %`, dollars(remaining))
}

interface Line extends BilledTokens {
  readonly nanoUsd: number
}

function total(lines: readonly Line[]): string {
  const sum = (of: (line: Line) => number): number => lines.reduce((total, line) => total + of(line), 0)
  const [sent, answered] = [sum(({ inputTokens }) => inputTokens), sum(({ outputTokens }) => outputTokens)]
  return `${lines.length} answers, ${sent} tokens sent, ${answered} answered, $${sum(({ nanoUsd }) => nanoUsd) / 1e9}`
}

if (faked.length === providers.length) {
  const entries: readonly { usage: BilledTokens; nanoUsd: number }[] = await get('/ledger')
  const ledger = total(entries.map(({ usage, nanoUsd }) => ({ ...usage, nanoUsd })))
  const bill = total(models.bill.map((line) => ({ ...line, nanoUsd: costOf(line.model, line) })))
  console.log(`In the ledger: ${ledger}\nBilled:        ${bill}`)
  if (ledger !== bill) process.exitCode = 1
}

function costOf(model: string, tokens: BilledTokens): number {
  const price = defaultPrices.priceOf(model)
  return price === undefined ? Number.NaN : nanoUsdOf(price, tokens)
}
