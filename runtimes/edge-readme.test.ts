import { describe, it } from '@jest/globals'
import { fakeModelServer } from '@llm-limit/testing'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'
import { frameworkProgram, quickStartHolds } from '../scripts/pages/readme-programs.js'

async function bundled(code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    conditions: ['workerd'],
    tsconfig: `${import.meta.dirname}/../tsconfig.check.json`,
  })
  return outputFiles[0]?.text ?? ''
}

describe('the worker on the page of the package', () => {
  it('answers with budgets in workerd', async () => {
    await using models = await fakeModelServer()
    const platform = new Miniflare({
      modules: [{ type: 'ESModule', path: 'worker.mjs', contents: await bundled(frameworkProgram('edge').code) }],
      compatibilityDate: '2026-04-20',
      bindings: { OPENAI_API_KEY: 'none' },
      // Where the SDK's own address leads.
      outboundService: async (request: Request) => {
        const { pathname } = new URL(request.url)
        const { method, headers } = request
        return fetch(`${models.origin}${pathname}`, { method, headers, body: await request.text() }) as never
      },
    })
    try {
      await quickStartHolds((await platform.ready).origin, models)
    } finally {
      await platform.dispose()
    }
  })
})
