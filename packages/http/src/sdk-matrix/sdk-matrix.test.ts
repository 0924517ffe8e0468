import { afterAll, describe, expect, it } from '@jest/globals'
import { nanoUsdOf, type Usage } from '@llm-limit/core'
import { defaultPrices } from '@llm-limit/providers'
import { type BillLine, fakeModelServer, type TokenCounts } from '@llm-limit/testing'
import '../context.js'
import { createLimiter } from '../create-limiter.js'
import { meteredFetch } from '../metered-fetch.js'
import { ALL_CELLS, type Cell, type Sdk, type Target } from './sdk.js'
import { SDKS } from './sdks.js'

const ADA = { user: 'ada' }
const HARD_CEILING = 12_000
const TOOL_CALL = { name: 'get_weather', arguments: { city: 'Oslo' } }
/** Numbers that no two parts of a usage report share. */
const COUNTS = { inputTokens: 812, cacheReadTokens: 130, cacheWriteTokens: 47, outputTokens: 64, reasoningTokens: 24 }

const nameOf = (cell: Cell): string => `${cell.with} ${cell.stream ? 'stream' : 'JSON'}`
const rows = SDKS.flatMap((sdk) => sdk.cells.map((cell) => ({ sdk, cell, name: sdk.name, shape: nameOf(cell) })))

/** What became of each cell: `settles` and `refuses`. */
const ran = new Map<string, Set<string>>()

function note({ name }: Sdk, cell: Cell, what: string): void {
  const key = `${name} ${nameOf(cell)}`
  ran.set(key, (ran.get(key) ?? new Set()).add(what))
}

/** The metered fetch as the app hands it to its SDK, with a count of the requests that the SDK makes. */
function targetAt(origin: string): Target & { readonly requests: () => number } {
  let requests = 0
  return {
    origin,
    fetch(input, init) {
      requests += 1
      return meteredFetch(input, init)
    },
    requests: () => requests,
  }
}

describe('every SDK behind a metered fetch', () => {
  it.each(rows)('$name, $shape: settles what its provider billed, to the token', async ({ sdk, cell }) => {
    await using server = await fakeModelServer({ ...COUNTS, toolCalls: cell.with === 'tools' ? [TOOL_CALL] : [] })
    const limiter = createLimiter({
      quotas: [
        { quota: '100k tokens / hour', name: 'tokens' },
        { quota: '$1 / day', name: 'money' },
        { quota: '10 requests / hour', name: 'requests' },
      ],
    })
    const settled: { readonly usage: Usage; readonly nanoUsd: number; readonly estimated: boolean }[] = []
    limiter.on('attempt-ended', (attempt) => void settled.push(attempt))
    const target = targetAt(server.origin)
    const run = await limiter.run({ subject: ADA }, () => sdk.ask(cell, target))
    expect(run.outcome).toBe('admitted')
    await server.idle()
    const { quotas } = await limiter.usage(ADA)
    const used = Object.fromEntries(quotas.map((quota) => [quota.name, quota.used]))
    const [line] = server.bill
    if (line === undefined) throw new Error('Nothing was billed.')
    expect([server.bill.length, target.requests(), line.stream]).toEqual([1, 1, cell.stream])
    expect(settled).toMatchObject([{ usage: usageOf(line), nanoUsd: costOf(line), estimated: false }])
    expect(used).toEqual({ tokens: line.inputTokens + line.outputTokens, money: costOf(line), requests: 1 })
    note(sdk, cell, 'settles')
  })

  it.each(rows)('$name, $shape: throws its own rate-limit error, and asks once', async ({ sdk, cell }) => {
    await using server = await fakeModelServer()
    const limiter = createLimiter({ quotas: ['10k tokens / hour'] })
    await limiter.run({ subject: ADA }, (admission) =>
      admission.settle({ inputTokens: HARD_CEILING - 2, outputTokens: 0 }),
    )
    const target = targetAt(server.origin)
    const call = { inputTokens: 0, maxOutputTokens: 1 }
    const result = await limiter.run({ subject: ADA, call }, () =>
      sdk.ask(cell, target).then(
        () => 'answered',
        (error: unknown) => error,
      ),
    )
    const thrown = result.outcome === 'admitted' ? result.value : undefined
    expect([thrown, sdk.isRateLimitError(thrown)]).toEqual([expect.any(Error), true])
    expect([target.requests(), server.calls.length]).toEqual([1, 0])
    note(sdk, cell, 'refuses')
  })

  it('leaves no cell out', () => {
    expect(SDKS.every(({ cells }) => cells.length > 0)).toBe(true)
    for (const { sdk, cell } of rows) {
      expect([sdk.name, nameOf(cell), [...(ran.get(`${sdk.name} ${nameOf(cell)}`) ?? [])]]).toEqual([
        sdk.name,
        nameOf(cell),
        ['settles', 'refuses'],
      ])
    }
  })

  afterAll(() => void process.stdout.write(table()))
})

/** As the bill has it, where an API reports it. */
function usageOf(line: BillLine): Partial<TokenCounts> {
  const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens } = line
  const written = cacheWriteTokens === 0 ? {} : { cacheWriteTokens }
  const caches = line.path.endsWith('/embeddings') ? {} : { cacheReadTokens, ...written }
  return { inputTokens, outputTokens, ...caches }
}

function costOf(line: BillLine): number {
  const price = defaultPrices.priceOf(line.model)
  if (price === undefined) throw new Error(`${line.model} has no price.`)
  return nanoUsdOf(price, { ...usageOf(line), inputTokens: line.inputTokens, outputTokens: line.outputTokens })
}

/** One row an SDK; a dash where its API has no such answer. */
function table(): string {
  const cellOf = (sdk: Sdk, cell: Cell): string => {
    if (!sdk.cells.some((own) => nameOf(own) === nameOf(cell))) return '-'
    const done = ran.get(`${sdk.name} ${nameOf(cell)}`)
    return done?.size === 2 ? 'exact' : 'FAILED'
  }
  const head = [`SDKs on Node ${process.version}`, 'API', ...ALL_CELLS.map(nameOf)]
  const lines = SDKS.map((sdk) => [sdk.name, sdk.api, ...ALL_CELLS.map((cell) => cellOf(sdk, cell))])
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map((line) => line[column]?.length ?? 0)))
  const written = [head, ...lines].map((line) =>
    line.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  '),
  )
  return `\n${written.map((line) => line.trimEnd()).join('\n')}\n`
}
