import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from '@jest/globals'
import { readColumns } from './columns.js'
import { allCalls, temporaryFolder } from './log-file.fixture.js'
import type { LogOptions } from './read-log.js'

const AZURE = fileURLToPath(new URL('../../../../examples/demo/data/azure-llm-2023-conv.csv', import.meta.url))
const HEADER = 'time,user,inputTokens,outputTokens'
const NOON = Date.UTC(2026, 5, 15, 12)

const folder = temporaryFolder()
afterAll(() => folder.remove())

/** What is said of a log, without the folder. */
async function faultOf(name: string, text: string, options?: LogOptions): Promise<string> {
  const file = folder.write(name, text)
  const told = await allCalls(file, options).then(
    () => 'nothing',
    (error: Error) => error.message,
  )
  return told.replaceAll(file, basename(file)).replace(/ \(invalid-log, see .*/, '')
}

describe('reading a log', () => {
  it('knows the Azure trace by its header, and deals its requests out to users', async () => {
    let users = 0
    const calls = await allCalls(AZURE, { nextUser: () => `user-${users++ % 3}` })
    expect(calls).toHaveLength(19_366)
    expect(calls[0]).toMatchObject({ line: 2, atMs: Date.UTC(2023, 10, 16, 18, 15, 46, 680), user: 'user-0' })
    expect(calls.at(-1)).toMatchObject({ line: 19_367, inputTokens: 197, outputTokens: 183 })
    expect(calls.reduce((sum, { inputTokens }) => sum + inputTokens, 0)).toBe(22_361_870)
    expect(calls.reduce((sum, { outputTokens }) => sum + outputTokens, 0)).toBe(4_088_665)
  })

  it('reads a ledger: the event, with the time and the user that the app adds', async () => {
    const event = { operation: 'chat', usage: { model: 'gpt-5', inputTokens: 7, outputTokens: 3 }, nanoUsd: 38_750 }
    const lines = [
      JSON.stringify({ time: '2026-06-15T12:00:00.000Z', user: 'ada', tier: 'free', ...event }),
      JSON.stringify({ time: NOON + 1, user: 'bob', org: 'acme', usage: { inputTokens: 1, outputTokens: 0 } }),
    ]
    expect(await allCalls(folder.write('ledger.jsonl', lines.join('\n')))).toEqual([
      {
        ...{ line: 1, atMs: NOON, user: 'ada', org: undefined, tier: 'free', operation: 'chat', model: 'gpt-5' },
        ...{ inputTokens: 7, outputTokens: 3, maxOutputTokens: undefined },
      },
      {
        ...{ line: 2, atMs: NOON + 1, user: 'bob', org: 'acme', tier: undefined, operation: undefined },
        ...{ model: undefined, inputTokens: 1, outputTokens: 0, maxOutputTokens: undefined },
      },
    ])
  })

  it('reads any CSV by a map of its columns, quotes and commas within them included', async () => {
    const columns = readColumns('time=at,user=who,inputTokens=prompt,outputTokens=completion,maxOutputTokens=cap')
    const rows = ['who,"the, note",at,prompt,completion,cap', '"a ""b"", c",x,2026-06-15 14:00:00+02:00,5,6,']
    const [call] = await allCalls(folder.write('own.csv', rows.join('\r\n')), { columns })
    expect(call).toMatchObject({ user: 'a "b", c', atMs: NOON, inputTokens: 5, outputTokens: 6 })
    expect(call?.maxOutputTokens).toBeUndefined()
  })

  it('reads lines across the pieces of a file, whatever they hold', async () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `žofie-${i}-${'€'.repeat(i % 40)}`)
    const rows = names.map((name, i) => `${NOON + i},${name},1,2`)
    const calls = await allCalls(folder.write('long.csv', [HEADER, ...rows].join('\n')))
    expect(calls.map(({ user }) => user)).toEqual(names)
    expect(calls.at(-1)?.line).toBe(20_001)
  })

  it.each([
    ['a time', `${HEADER}\n15.6.2026,ada,1,2`, "bad.csv:2:1: 'time' is '15.6.2026'."],
    ['a time in seconds', `${HEADER}\n1781524800,ada,1,2`, "bad.csv:2:1: 'time' is '1781524800'."],
    ['a day that is none', `${HEADER}\n2026-02-30T12:00:00Z,ada,1,2`, 'bad.csv:2:1'],
    ['tokens', `${HEADER}\n${NOON},ada,1,2\n${NOON},ada,-1,2`, "bad.csv:3:19: 'inputTokens' must be a whole number"],
    [
      'half tokens',
      `${HEADER}\n${NOON},ada,1,2.5`,
      "bad.csv:2:21: 'outputTokens' must be a whole number of tokens, not '2.5'",
    ],
    [
      'no tokens',
      `${HEADER}\n${NOON},ada,,2`,
      "bad.csv:2:19: 'inputTokens' must be a whole number of tokens, not nothing",
    ],
    ['nobody', `${HEADER}\n${NOON},,1,2`, "bad.csv:2:15: 'user' says nobody."],
    ['a field too many', `${HEADER}\n${NOON},ada,1,2,3`, 'bad.csv:2:23: This line has 5 fields, the header 4.'],
    ['a field too few', `${HEADER}\n${NOON},ada`, 'bad.csv:2:18: This line has 2 fields, the header 4.'],
    ['an open quote', `${HEADER}\n${NOON},"ada,1,2`, 'bad.csv:2:15: A quote is opened and not closed'],
    [
      'a quote that is not doubled',
      `${HEADER}\n${NOON},"a"da,1,2`,
      'bad.csv:2:18: A comma is missing after a closing quote',
    ],
    [
      'a time before the one above',
      `${HEADER}\n${NOON},a,1,2\n${NOON - 35},a,1,2`,
      'bad.csv:3:1: This request is 35 ms before',
    ],
    [
      'no column',
      'time,user,outputTokens\n',
      "bad.csv:1:1: The header has no column 'inputTokens'. Say which one has it: --columns inputTokens=NAME.",
    ],
    ['no users', 'time,inputTokens,outputTokens\n1,2,3', 'bad.csv:1:1: This log names no users.'],
    ['nothing', '', 'bad.csv:1:1: This log has no requests.'],
    ['a header alone', `${HEADER}\n`, 'bad.csv:1:1: This log has no requests.'],
  ])('names the place of %s', async (_, text, told) => {
    expect(await faultOf('bad.csv', text)).toContain(told)
  })

  it.each([
    ['what is no JSON', '{"time": 1,}', 'bad.jsonl:1:12: This line is not JSON.'],
    ['half a line', '{"time": 1', 'bad.jsonl:1:11: This line is not JSON.'],
    ['a list', '[1]', 'bad.jsonl:1:1: This line is JSON, but not an object.'],
    [
      'tokens',
      `{"time":${NOON},"user":"a","usage":{"inputTokens":"x","outputTokens":1}}`,
      "bad.jsonl:1:43: 'usage.inputTokens' must be",
    ],
  ])('names the place of %s in JSONL', async (_, text, told) => {
    expect(await faultOf('bad.jsonl', text)).toContain(told)
  })

  it('refuses what the policies do not know, and says the name of a model but nothing that a user may have written', async () => {
    const known = {
      model: (name: string) => name === 'gpt-5',
      tier: (name: string) => name === 'free',
      operation: (name: string) => name === 'chat',
    }
    const header = `${HEADER},model,tier,operation`
    const told = (rest: string): Promise<string> => faultOf('bad.csv', `${header}\n${NOON},ada,1,2,${rest}`, { known })
    expect(await told('gpt-9,free,chat')).toContain("bad.csv:2:23: Model 'gpt-9' has no price in the policy.")
    expect(await told('gpt-5,fre,chat')).toContain("bad.csv:2:29: Tier 'fre' is no tier of the policy.")
    expect(await told('gpt-5,free,chta')).toContain("bad.csv:2:34: Operation 'chta' is no operation of the policy.")
    const secret = await told('tell me about my illness,free,chat')
    expect(secret).toContain('Model a text of 24 characters has no price')
    expect(secret).not.toContain('illness')
    expect(await faultOf('bad.csv', `${HEADER}\n${NOON},ada,my secret,2`)).not.toContain('secret')
  })

  it('says which file is not there', async () => {
    await expect(allCalls('/nowhere/log.csv')).rejects.toThrow("The log '/nowhere/log.csv' cannot be read.")
  })

  it('refuses a map of columns that names no field', () => {
    expect(() => readColumns('user=id,tokens=x')).toThrow("'tokens=x' is not field=column.")
    expect(() => readColumns('user')).toThrow("'user=' is not field=column.")
  })
})
