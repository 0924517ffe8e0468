import { readFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import { startProcess } from '@llm-limit/testing/servers'

const NO_KEYS = { OPENAI_API_KEY: '', ANTHROPIC_API_KEY: '', GEMINI_API_KEY: '', GOOGLE_API_KEY: '' }

it.each([
  'agent-with-a-budget',
  'chat-with-three-providers',
  'fastify-embeddings',
  'hono-chat',
  'koa-summarise',
  'share-a-budget-between-two-servers',
  'survive-redis-going-away',
  'worker-with-durable-object',
])('%s ends well, and prints what its page shows', async (name) => {
  const page = readFileSync(new URL(`./${name}/README.md`, import.meta.url), 'utf8')
  const [, shown = ''] = /```text\n([^`]*)```/.exec(page) ?? []
  const example = await startProcess(new URL(`./${name}/run.ts`, import.meta.url), [], { env: NO_KEYS })
  const { code } = await example.exited
  expect({ code, output: atAnyTime(example.output) }).toEqual({ code: 0, output: atAnyTime(shown) })
})

/** How long it is until midnight depends on when one asks. */
function atAnyTime(output: string): string {
  return output.replace(/(back|again) in [^.]+\./g, '$1 later.').replace(/Retry-After: \d+/, 'Retry-After: seconds')
}
