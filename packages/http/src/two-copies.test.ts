import { createRequire } from 'node:module'
import { describe, expect, it } from '@jest/globals'
import { billTotal, fakeModelServer } from '@llm-limit/testing'
import { build } from 'esbuild'
import OpenAI from 'openai'
import * as nodeContextEsm from './context.js'
import * as esm from './index.js'

const ADA = { user: 'ada' }
const CHAT = { model: 'gpt-5', messages: [{ role: 'user' as const, content: 'Where?' }] }

type Http = typeof esm & typeof nodeContextEsm

/** The package once more, as CommonJS with all it imports: what `require` gives beside `import`. */
async function cjsCopy(): Promise<Http> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export * from './index.ts'; export * from './context.ts'`,
      resolveDir: import.meta.dirname,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    tsconfig: `${import.meta.dirname}/../../../tsconfig.check.json`,
  })
  const module = { exports: {} as Http }
  const run = new Function('module', 'exports', 'require', outputFiles[0]?.text ?? '')
  run(module, module.exports, createRequire(import.meta.url))
  return module.exports
}

const imported: Http = { ...esm, ...nodeContextEsm }
const required = await cjsCopy()

describe('two copies of the package in one process', () => {
  it('are two', () => {
    expect(required.meteredFetch).not.toBe(imported.meteredFetch)
  })

  it.each([
    ['an ESM guard and a CJS meteredFetch', imported, required],
    ['a CJS guard and an ESM meteredFetch', required, imported],
  ])('meter: %s', async (_, guarding, calling) => {
    await using server = await fakeModelServer({ outputTokens: 7 })
    const limiter = guarding.createLimiter({ quotas: [{ quota: '10k tokens / hour', name: 'tokens' }, '3 concurrent'] })
    const guard = guarding.createGuard({ limiter, subject: () => ADA, log: false })
    const openai = new OpenAI({ baseURL: server.url, apiKey: 'none', fetch: calling.meteredFetch })
    const request = new Request('http://app.test/ai', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(CHAT),
    })
    const response = await guarding.guardWeb({
      guard,
      request,
      address: undefined,
      async handle(_readable, llm) {
        if (llm === undefined) throw new Error('The request was not guarded.')
        return guarding.nodeContext.run(llm.admission, async () =>
          Response.json(await openai.chat.completions.create(CHAT)),
        )
      },
    })
    await response.text()
    const { inputTokens, outputTokens } = billTotal(server.bill)
    const { quotas } = await limiter.usage(ADA)
    expect(outputTokens).toBe(7)
    expect(quotas.map(({ used }) => used)).toEqual([inputTokens + outputTokens, 0])
  })

  it.each([
    ['an ESM guard and a CJS limiter', imported, required],
    ['a CJS guard and an ESM limiter', required, imported],
  ])('tell a caller’s mistake from a failure: %s', async (_, guarding, counting) => {
    const limiter = counting.createLimiter({ quotas: ['10k tokens / hour'] })
    const guard = guarding.createGuard({ limiter, subject: () => ({ user: '' }), log: false })
    const verdict = await guard.admit({
      native: undefined,
      method: 'POST',
      path: '/ai',
      header: () => undefined,
      body: CHAT,
      address: undefined,
      guarded: undefined,
      setField: () => {},
      getField: () => undefined,
    })
    expect(verdict).toMatchObject({ kind: 'refused', status: 400 })
  })

  it('share one default limiter', () => {
    expect(required.defaultLimiter()).toBe(imported.defaultLimiter())
  })
})
