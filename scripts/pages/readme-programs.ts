import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { FakeModelServer } from '@llm-limit/testing'
import { runProgram } from './run-program.js'
import { type Snippet, snippetsOf } from './snippets.js'

const ROOT = new URL('../../', import.meta.url)

/** The complete programs of the README: the quick start, and the one with a policy for a product. */
export function readmePrograms(): readonly [quickStart: Snippet, product: Snippet] {
  const [quickStart, product] = snippetsOf('README.md')
  assert(quickStart !== undefined && product !== undefined, 'The README has two programs.')
  return [quickStart, product]
}

/** Packages whose page begins with the quick start in their own framework. */
export const FRAMEWORKS = ['fastify', 'hono', 'koa'] as const

/** The page of each package. */
export function packagePages(): string[] {
  return readdirSync(new URL('packages/', ROOT)).map((name) => `packages/${name}/README.md`)
}

export function frameworkProgram(name: string): Snippet {
  const [program] = snippetsOf(`packages/${name}/README.md`)
  assert(program !== undefined, `The page of ${name} has a program.`)
  return program
}

/** Starts a program of a page over the package sources. */
export function runSnippet({ code }: Snippet, models: FakeModelServer, ...preloads: readonly string[]) {
  const imports = ['tsx', ...preloads.map((file) => new URL(file, import.meta.url).href)]
  return runProgram({
    parameters: [...imports.flatMap((module) => ['--import', module]), '--input-type=module'],
    input: code,
    folder: fileURLToPath(ROOT),
    env: { OPENAI_BASE_URL: models.url, OPENAI_API_KEY: 'none' },
  })
}

export async function ask(url: string, content: string): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content }] }),
  })
}

/** What a reader of the quick start sees, who asks three times. */
export async function quickStartHolds(origin: string, models: FakeModelServer, path = '/ai/chat'): Promise<void> {
  const before = models.bill.length
  for (const [i, left] of [59, 58, 57].entries()) {
    const response = await ask(`${origin}${path}`, `Question ${i}`)
    assert.equal(response.status, 200)
    assert.equal(
      response.headers.get('ratelimit-policy'),
      '"requests-per-minute";q=60;w=60, "tokens-per-hour";q=100000;w=3600, "usd-per-day";q=100;w=86400',
    )
    assert.match(
      response.headers.get('ratelimit') ?? '',
      new RegExp(`^"requests-per-minute";r=${left}, "tokens-per-hour";r=9\\d{4}, "usd-per-day";r=\\d+;t=\\d+$`),
    )
    assert.equal(response.headers.get('llm-limit-phase'), 'normal')
    assert.match(response.headers.get('llm-limit-used') ?? '', /^\d$/)
    const { choices } = await response.json()
    assert.equal(typeof choices[0].message.content, 'string')
  }
  assert.equal(models.bill.length - before, 3)
}

/** What Ada sees, who asks three times and looks at her usage. */
export async function productHolds(origin: string, models: FakeModelServer): Promise<void> {
  const before = models.bill.length
  for (const left of [9, 8, 7]) {
    const response = await ask(`${origin}/chat`, `Question ${left}`)
    assert.equal(response.status, 200)
    assert.match(response.headers.get('ratelimit') ?? '', new RegExp(`^"requests-per-minute";r=${left}, `))
    assert.equal(response.headers.get('llm-limit-phase'), 'normal')
    const { model, text } = await response.json()
    assert.equal(model, 'gpt-5')
    assert.equal(typeof text, 'string')
  }
  const billed = models.bill.slice(before).reduce((sum, line) => sum + line.inputTokens + line.outputTokens, 0)
  const usage = await (await fetch(`${origin}/llm-limit/usage`)).json()
  assert.deepEqual([usage.tier, usage.phase, usage.quotas[0].used], ['free', 'normal', 3])
  assert.equal(usage.quotas[1].used, billed, 'charged is what was billed')
}
