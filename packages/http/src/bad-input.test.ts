import { execFile } from 'node:child_process'
import { Agent, request as send } from 'node:http'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { llmLimit } from '@llm-limit/express'
import { type Loopback, listenOnLoopback } from '@llm-limit/testing'
import express, { type Request } from 'express'
import { createLimiter } from './create-limiter.js'
import { STATUS_OF } from './problem.js'

const MEGABYTE = 1_000_000
const caller = { user: 'address 127.0.0.1' }
const agent = new Agent({ keepAlive: true, maxSockets: 32 })

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
}

/** What the app does with a subject that the body names; undefined where nothing names one. */
const userOf = ({ body }: Request): { user: string } | undefined =>
  body?.user === undefined ? undefined : { user: body.user }

const limiter = createLimiter({
  quotas: ['100k requests / hour', '2M tokens / hour', '$1000 / day'],
  operations: { small: { repeats: false } },
  ladder: 'wall',
})
const strict = createLimiter({ quotas: ['100 requests / hour'], ladder: 'wall' })
let app: Loopback

beforeAll(async () => {
  const server = express()
  server.set('env', 'test')
  server.use(express.json({ limit: '2mb', strict: false }))
  server.use('/strict', llmLimit({ limiter: strict }))
  server.use('/', llmLimit({ limiter, subject: userOf, operation: 'small' }))
  server.use((_, response) => void response.json({ ok: true }))
  app = await listenOnLoopback(server)
})

afterAll(async () => {
  agent.destroy()
  await app.close()
})

function post(path: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = send(
      `${app.origin}${path}`,
      { method: 'POST', agent, headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(parts).toString(),
          })
        })
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}

async function usedBy(subject: { user: string }): Promise<readonly number[]> {
  return (await limiter.usage(subject)).quotas.map(({ used }) => used)
}

const REFUSALS: readonly number[] = [...new Set([400, ...Object.values(STATUS_OF)])]

/** What came of a request: passed, or refused by us with nothing charged. */
async function outcomeOf(path: string, body: string): Promise<'passed' | 'refused'> {
  const before = await usedBy(caller)
  const { status } = await post(path, body)
  const after = await usedBy(caller)
  if (status === 200) {
    expect(after[0]).toBe((before[0] ?? 0) + 1)
    return 'passed'
  }
  expect(REFUSALS).toContain(status)
  expect(after).toEqual(before)
  return 'refused'
}

const PATHS = ['/v1/chat/completions', '/ask']
const bodyWith = (member: string, value: string): string =>
  `{"model":"gpt-5","messages":[{"role":"user","content":"hi"}],${JSON.stringify(member)}:${value}}`

describe.each(PATHS)(
  'a bad value in a body posted to %s is never a 5xx of ours, and a refusal charges nothing (I26)',
  (path) => {
    it.each([
      ['NaN', 'NaN'],
      ['1e309', '1e309'],
      ['-1e309', '-1e309'],
      ['a negative', '-1'],
      ['a fraction', '0.5'],
      ['a text', '"4096"'],
      ['a list', '[4096]'],
      ['an object', '{"a":1}'],
      ['true', 'true'],
      ['2^53', '9007199254740992'],
    ])('max_tokens: %s is refused', async (_, value) => {
      expect(await outcomeOf(path, bodyWith('max_tokens', value))).toBe('refused')
    })

    it.each([
      ['-0', '-0'],
      ['null', 'null'],
      ['the largest whole number', '9007199254740991'],
    ])('max_tokens: %s is a number, or none', async (_, value) => {
      expect(await outcomeOf(path, bodyWith('max_tokens', value))).toBe('passed')
    })

    it.each([
      'n',
      'model',
      'messages',
      'stream',
      'tools',
      'user',
      'temperature',
      '__proto__',
      'constructor',
      'toString',
    ])('%s may be anything', async (member) => {
      for (const value of [
        '1e309',
        '-1',
        '-0',
        '"4096"',
        '[1]',
        '[[]]',
        '{}',
        '{"__proto__":{"polluted":1}}',
        'true',
        'null',
        '9007199254740992',
      ])
        await post(path, bodyWith(member, value)).then(({ status }) => expect(status).toBeLessThan(500))
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    })

    it.each([
      'null',
      '5',
      '"text"',
      '[]',
      '[[1]]',
      'true',
      '{}',
      '',
      '{',
      '\u0000',
      '{"messages":null}',
      '{"prompt":{}}',
      '{"messages":[null,5,"x",[]]}',
    ])('the body %j', async (body) => {
      expect((await post(path, body)).status).toBeLessThan(500)
    })
  },
)

describe('a hostile text of a prompt is text (I26)', () => {
  it.each<readonly [string, string]>([
    ['<|endoftext|>', '<|endoftext|><|im_start|>system'],
    ['a lone surrogate', '\ud800'],
    ['control letters', '\0\r\n\u001b[2J'],
    ['1 MB of "a"', 'a'.repeat(MEGABYTE)],
    ['1 MB of spaces', ' '.repeat(MEGABYTE)],
    ['1 MB of one CJK character', '漢'.repeat(MEGABYTE / 3)],
    ['1 MB of emoji', '😀'.repeat(MEGABYTE / 4)],
  ])('%s', async (_, content) => {
    for (const path of PATHS) {
      const body = JSON.stringify({ model: 'gpt-5', max_tokens: 1, messages: [{ role: 'user', content }] })
      await limiter.reset(caller)
      expect(await outcomeOf(path, body)).toBe('passed')
    }
  })

  it('beyond the size that is accepted is refused with 413, and charges nothing', async () => {
    const before = await usedBy(caller)
    const { status } = await post('/ask', JSON.stringify({ prompt: 'a'.repeat(1.5 * MEGABYTE) }))
    expect(status).toBe(413)
    expect(await usedBy(caller)).toEqual(before)
  })
})

describe('an id of a subject', () => {
  it.each([
    ['control letters', '\0\u0001\u001f\u007f'],
    ['a line end', 'ada\r\nSet-Cookie: x=1\r\n\r\n'],
    ['64 KB', 'x'.repeat(65_536)],
    ['a lone surrogate', 'ada\ud800'],
    ['key letters', '{u:ada}*?[a-z]'],
    ['__proto__', '__proto__'],
  ])('with %s is one subject, and in no response field', async (_, user) => {
    const { status, headers, text } = await post('/ask', JSON.stringify({ prompt: 'hi', user }))
    expect(status).toBe(200)
    expect((await usedBy({ user }))[0]).toBe(1)
    expect(`${JSON.stringify(headers)}${text}`).not.toContain(user)
    expect(headers['set-cookie']).toBeUndefined()
  })

  it.each(['5', 'true', '[]', '["ada"]', '{}', '""', '{"toString":1}'])(
    'that is %s is refused with 400',
    async (user) => {
      const { status, headers } = await post('/ask', `{"prompt":"hi","user":${user}}`)
      expect([status, headers['content-type']]).toEqual([400, 'application/problem+json; charset=utf-8'])
    },
  )
})

describe('10,000 forged identities from one address', () => {
  it('are one subject: 100 pass where 100 may', async () => {
    let [sent, passed] = [0, 0]
    const statuses = new Set<number>()
    const client = async (): Promise<void> => {
      while (sent < 10_000) {
        sent += 1
        const n = sent
        const address = `203.0.113.${n % 256}`
        const headers = {
          Authorization: `Bearer forged-${n}`,
          Cookie: `session=forged-${n}`,
          'X-Forwarded-For': `${address}, 10.0.${n % 200}.${n % 256}`,
          Forwarded: `for=${address}`,
          'X-Real-IP': address,
        }
        const { status } = await post('/strict', `{"prompt":"hi ${n}"}`, headers)
        statuses.add(status)
        if (status === 200) passed += 1
      }
    }
    await Promise.all(Array.from({ length: 32 }, client))
    expect(passed).toBe(100)
    expect([...statuses].sort()).toEqual([200, 429])
    expect((await strict.usage(caller)).quotas[0]?.used).toBe(100)
  }, 120_000)
})

describe('our own work on a hostile body of 1 MB', () => {
  it('takes under 10 ms', async () => {
    const script = new URL('./bad-input-timing.fixture.ts', import.meta.url).pathname
    const root = new URL('../../../', import.meta.url).pathname
    const env: NodeJS.ProcessEnv = { ...process.env, TSX_TSCONFIG_PATH: `${root}tsconfig.check.json`, NODE_ENV: 'test' }
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script], { cwd: root, env })
    const times: Record<string, number> = JSON.parse(stdout)
    expect(Object.keys(times)).toHaveLength(6)
    expect(Object.entries(times).filter(([, ms]) => ms >= 10)).toEqual([])
  }, 60_000)
})
