import { afterAll, describe, expect, it } from '@jest/globals'
import { createLimiter, memoryStore } from '@llm-limit/core'
import { temporaryFolder } from '../log/log-file.fixture.js'
import { NOON } from '../replay/replay.fixture.js'
import type { Suggestion } from '../suggest/suggestion.js'
import { runCommand } from './simulate-command.js'
import { passesOf } from './suggestion-text.js'

const folder = temporaryFolder()
afterAll(() => folder.remove())

/** User n of 30 makes n requests in an hour. */
const ROWS = Array.from({ length: 30 }, (_, row) =>
  Array.from({ length: 30 - row }, (_, i) => `${NOON + row * 120_000},user-${30 - i},1000,100`),
).flat()
const log = folder.write('log.csv', ['time,user,inputTokens,outputTokens', ...ROWS].join('\n'))
const PRICES = `{ priceOf: (model) => (model === 'dear' ? { input: 1_000_000, output: 10_000_000 } : undefined) }`
const policy = folder.write(
  'money.mjs',
  `export default { prices: ${PRICES}, expects: { model: 'dear', outputTokens: 100 }, estimates: false, quotas: ['$0.010 / hour'], ladder: 'wall' }`,
)
const TARGET = 'free: 80 % of users never refused; spend <= $500 / month'

async function run(...words: readonly string[]) {
  const said: { out: string[]; error: string[]; progress: number[] } = { out: [], error: [], progress: [] }
  const code = await runCommand(['simulate', '--log', log, ...words], {
    out: (text) => said.out.push(text),
    error: (text) => said.error.push(text),
    progress: (share) => share !== undefined && said.progress.push(share),
  })
  return { code, out: said.out.join(''), error: said.error.join(''), progress: said.progress }
}

describe('llm-limit simulate --suggest', () => {
  it('prints quotas as an object literal, what they reach, and how sure that is', async () => {
    const { code, out, error, progress } = await run('--policy', policy, '--suggest', TARGET)
    expect({ code, error }).toEqual({ code: 0, error: '' })
    expect(out).toContain(`Target: ${TARGET}\nLog: 465 requests of 30 users in 58 minutes\n`)
    expect(out).toMatch(
      /^\{\n {2}tiers: \{\n {4}free: \{ quotas: \['\$0\.\d+ \/ hour'\] \},\n {2}\},\n {2}defaultTier: 'free',\n\}$/m,
    )
    expect(out).toMatch(
      /^free: users never refused +>= 80\.00 % +8\d\.\d\d % +[\d.]+ % +\d\d +[\d.]+ % to [\d.]+ % +(met|missed), .+$/m,
    )
    expect(out).toMatch(/^spend \/ month +<= \$500\.00 +\$[\d,.]+ +\$[\d,.]+ +\d\d +\$[\d,.]+ to \$[\d,.]+ +/m)
    expect(out).toContain('spend of a month is taken to be 756 times that.')
    expect(progress).toEqual([...progress].sort((a, b) => a - b))
    expect(progress.every((share) => share > 0 && share <= 1)).toBe(true)
  })

  it('prints JSON whose policy an app can use, twice the same to the byte', async () => {
    const words = ['--policy', policy, '--suggest', 'free: 80 % of users never refused', '--json']
    const first = await run(...words)
    expect(await run(...words)).toEqual(first)
    const { proposals }: Suggestion = JSON.parse(first.out)
    expect(proposals).toHaveLength(1)
    const prices = { priceOf: () => ({ input: 1_000_000, output: 10_000_000 }) }
    for (const each of proposals) {
      const limiter = createLimiter({ ...each.policy, prices, expects: { model: 'dear' }, store: memoryStore() })
      await limiter.close()
    }
  })

  it('needs no policy for a goal in tokens', async () => {
    const { code, out } = await run('--suggest', 'plan-b: 80 % of users never refused')
    expect(code).toBe(0)
    expect(out).toMatch(/^ {4}'plan-b': \{ quotas: \['\d+k tokens \/ hour'\] \},$/m)
  })

  it.each([
    [['--suggest', 'free: 95 % of user'], `Target, column 15: there is 'user' where`],
    [['--suggest', TARGET], `'spend' needs prices.`],
    [
      ['--suggest', TARGET, '--policy', policy, '--against', policy],
      '--suggest goes with neither --against nor --html',
    ],
    [['--suggest', TARGET, '--policy', '/nowhere.mjs'], `The policy '/nowhere.mjs' cannot be read.`],
  ])('says what is wrong, and proposes nothing: %j', async (words, told) => {
    const { code, out, error } = await run(...words)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(error).toContain(told)
  })
})

describe('progress over several readings', () => {
  it('goes on where the last one ended, and never beyond the end', () => {
    const shares: number[] = []
    const begin = passesOf((share) => shares.push(share))
    for (let pass = 0; pass < 15; pass += 1) begin()(0.5)
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
    expect(shares[0]).toBeCloseTo(0.5 / 12)
    expect(shares.at(-1)).toBe(1)
  })
})
