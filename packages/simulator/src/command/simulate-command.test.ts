import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import { temporaryFolder } from '../log/log-file.fixture.js'
import { callsEvery, NOON } from '../replay/replay.fixture.js'
import { runCommand } from './simulate-command.js'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const ROWS = callsEvery(60_000, 10).map(({ atMs, user, inputTokens }) => `${atMs},${user},${inputTokens},100`)
const log = folder.write('log.csv', ['time,user,inputTokens,outputTokens', ...ROWS].join('\n'))
const PRICES = `const prices = { priceOf: (model) => (model === 'dear' ? { input: 1_000_000, output: 10_000_000 } : undefined) }`
const money = `${PRICES}\nexport default { prices, expects: { model: 'dear', outputTokens: 100 }, quotas: ['$0.010 / hour'], ladder: 'wall' }`
const policy = folder.write('money.mjs', money)
const counting = folder.write('counting.mjs', `export default { quotas: ['3 requests / hour'], ladder: 'wall' }`)

interface Run {
  readonly code: number
  readonly out: string
  readonly error: string
}

async function run(...words: readonly string[]): Promise<Run> {
  const said: { out: string[]; error: string[] } = { out: [], error: [] }
  const code = await runCommand(words, {
    out: (text) => said.out.push(text),
    error: (text) => said.error.push(text.replaceAll(`${dirname(log)}/`, '')),
    progress: () => {},
  })
  return { code, out: said.out.join(''), error: said.error.join('') }
}

describe('llm-limit simulate', () => {
  it('prints the report as JSON, twice the same to the byte', async () => {
    const first = await run('simulate', '--log', log, '--policy', policy, '--json')
    expect(first).toMatchObject({ code: 0, error: '' })
    const { policies } = JSON.parse(first.out)
    expect(policies).toMatchObject([
      {
        policy,
        total: { requests: 10, served: 5, refused: 5 },
        money: { demandedNanoUsd: 20_000_000, spentNanoUsd: 10_000_000 },
      },
    ])
    expect(await run('simulate', '--log', log, '--policy', policy, '--json')).toEqual(first)
  })

  it('sets two policies beside each other', async () => {
    const { code, out } = await run('simulate', '--log', log, '--policy', policy, '--against', counting)
    expect(code).toBe(0)
    expect(out).toMatch(/^refused +5 \(50\.0 %\) +7 \(70\.0 %\)$/m)
    expect(out).toMatch(/^spent +\$0\.01 +\$0\.00$/m)
    expect(out).toMatch(/^ {2}2026-06-15 12:00 +10 +2 +0 +0 +5 +50\.0 % +\$0\.01$/m)
    expect(out).toMatch(/^ {2}up to 1 hour +5 +█{24}$/m)
  })

  it('does what it is told of users, of the model and of whom requests belong to', async () => {
    const unnamed = folder.write(
      'unnamed.csv',
      ROWS.reduce((text, row) => `${text}\n${row.replace('ada,', '')}`, 'at,in,out'),
    )
    const columns = 'time=at,inputTokens=in,outputTokens=out'
    const dealt = await run(
      'simulate',
      '--log',
      unnamed,
      '--columns',
      columns,
      '--users',
      '3',
      '--policy',
      policy,
      '--json',
    )
    expect(JSON.parse(dealt.out).policies[0].users.users).toBe(3)
    const words = ['--give-up-after', '2', '--give-up-ms', '150000', '--tokens-per-second', '10']
    const { out } = await run('simulate', '--log', log, '--policy', policy, '--json', ...words)
    expect(JSON.parse(out).policies[0].total).toMatchObject({ unmade: 2, refused: 3 })
  })

  it.each([
    [
      '/nowhere/report.html',
      "--html: '/nowhere/report.html' cannot be written: there is no folder '/nowhere' to write to.",
    ],
    [log, 'is what is read here. Give it another name.'],
    [policy, 'is what is read here. Give it another name.'],
  ])('writes no page where it must not, and nothing else either: %s', async (html, told) => {
    const before = readFileSync(log, 'utf8')
    const { code, out, error } = await run('simulate', '--log', log, '--policy', policy, '--html', html)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(error).toContain(told)
    expect(readFileSync(log, 'utf8')).toBe(before)
  })

  it.each([
    [
      'a bad line',
      { log: folder.write('bad.csv', `time,user,inputTokens,outputTokens\n${NOON},ada,1,2\n${NOON},ada,1,x`) },
      'bad.csv:3:21: ',
    ],
    ['an empty log', { log: folder.write('empty.csv', '') }, 'empty.csv:1:1: This log has no requests.'],
    [
      'an unknown model',
      { log: folder.write('model.csv', `time,user,inputTokens,outputTokens,model\n${NOON},ada,1,2,gpt-9`) },
      "model.csv:2:23: Model 'gpt-9' has no price in the policy.",
    ],
    [
      'a typo in the policy',
      { policy: folder.write('typo.mjs', `export default {\n  quotas: ['3 request / hour'],\n}`) },
      "typo.mjs:2:13: Quota '3 request / hour' cannot be read.",
    ],
    [
      'a model without a price',
      { policy: folder.write('no-price.mjs', `export default { quotas: ['$1 / day'] }`) },
      "no 'prices'",
    ],
    ['no log', { log: '/nowhere.csv' }, "The log '/nowhere.csv' cannot be read."],
  ])('says what is wrong with %s, and writes no report', async (_, files, told) => {
    const given = { log, policy, ...files }
    const { code, out, error } = await run('simulate', '--log', given.log, '--policy', given.policy, '--json')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(error).toContain(told)
  })

  it.each([
    [['simulate', '--log', log], '--policy FILE is missing.'],
    [['simulate', '--log', log, '--policy', policy, '--users', 'many'], "--users must be a number, not 'many'."],
    [['simulate', '--log', log, '--policy', policy, '--loud'], "Unknown option '--loud'"],
    [['simulat'], "The command is 'simulate', not 'simulat'."],
    [[], 'Usage: llm-limit simulate --log FILE --policy FILE'],
  ])('says what it does not understand: %j', async (words, told) => {
    const { code, out, error } = await run(...words)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(error).toContain(told)
  })
})
