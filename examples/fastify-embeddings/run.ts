// A job embeds an archive until its budget ends, then two people search. Ends with 0 only when the job left them their half, and the ledger says what was billed.
import { type BilledTokens, nanoUsdOf } from '@llm-limit/core'
import { defaultPrices } from '@llm-limit/providers'
import { fakeModelServer } from '@llm-limit/testing'

await using models = await fakeModelServer()
const isFaked = !process.env['OPENAI_API_KEY']
if (isFaked) Object.assign(process.env, { OPENAI_API_KEY: 'none', OPENAI_BASE_URL: models.url })
const { app, embedArchive, limiter } = await import('./app.js')

interface Line {
  readonly inputTokens?: number | undefined
  readonly nanoUsd: number
}
const ledger: Line[] = []
limiter.on('attempt-ended', ({ usage, nanoUsd }) => void ledger.push({ ...usage, nanoUsd }))

const dollars = (nanoUsd: number): string => `$${(nanoUsd / 1e9).toFixed(6)}`
const row = (...cells: readonly unknown[]): void =>
  console.log(cells.map((cell, i) => String(cell).padEnd([7, 8, 8, 11][i] ?? 0)).join(''))
const percent = async (user: string, tier: string) => `${(await limiter.usage({ user, tier })).quotas[0]?.percent} %`

const line = 'something that was written down a long time ago. '.repeat(8)
const batches = Array.from({ length: 10 }, (_, batch) =>
  Array.from({ length: 80 }, (_, page) => `Page ${batch * 80 + page}: ${line}`),
)
row('batch', 'pages', 'tokens', 'cost', 'its budget')
const { done, retryAfterMs } = await embedArchive(batches, async () => {
  const { inputTokens, nanoUsd = 0 } = ledger.at(-1) ?? {}
  row(ledger.length, ledger.length * 80, inputTokens, dollars(nanoUsd), await percent('archive', 'jobs'))
})
const hours = Math.ceil(retryAfterMs / 3_600_000)
console.log(`${done} of ${batches.length} batches. The job's budget will be back in ${hours} hours.\n`)

const origin = await app.listen({ port: 0 })
row('who', 'status', 'tokens', 'cost', 'her budget')
const statuses: number[] = []
for (const user of ['ada', 'ada', 'ada', 'ada', 'bea']) {
  const texts = Array.from({ length: 12 }, (_, i) => `What did ${user} note on page ${i}? ${line}`)
  const before = ledger.length
  const response = await fetch(`${origin}/embeddings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-user': user },
    body: JSON.stringify({ texts }),
  })
  const { detail } = await response.json()
  const { inputTokens = 0, nanoUsd = 0 } = ledger[before] ?? {}
  row(user, response.status, inputTokens, dollars(nanoUsd), await percent(user, 'people'))
  if (detail !== undefined) console.log(`       ${detail}`)
  statuses.push(response.status)
}
await app.close()

function total(lines: readonly Line[]): string {
  const sum = (of: (line: Line) => number): number => lines.reduce((total, line) => total + of(line), 0)
  return `${lines.length} calls, ${sum(({ inputTokens = 0 }) => inputTokens)} tokens, ${dollars(sum(({ nanoUsd }) => nanoUsd))}`
}

if (isFaked) {
  const bill = total(models.bill.map((line) => ({ ...line, nanoUsd: costOf(line.model, line) })))
  console.log(`\nIn the ledger: ${total(ledger)}\nBilled:        ${bill}`)
  if (total(ledger) !== bill || done !== 4 || String(statuses) !== '200,200,200,429,200') process.exitCode = 1
}

function costOf(model: string, tokens: BilledTokens): number {
  const price = defaultPrices.priceOf(model)
  return price === undefined ? Number.NaN : nanoUsdOf(price, tokens)
}
