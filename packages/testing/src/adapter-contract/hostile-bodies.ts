import assert from 'node:assert/strict'
import { describeClaims } from './claims.js'
import { settles } from './handlers.js'
import { CHAT, type Contract, type Scene } from './scene.js'

const CAPS = ['NaN', '1e309', '-1', '-0', '"4096"', '[5]', 'true', '1.5', '9007199254740993', 'null', '{}', '0', '""']
const MESSAGES = [
  'null',
  '{}',
  '"text"',
  '[null]',
  '[[]]',
  '[{"role":1,"content":2}]',
  '[{"content":{"a":[{"text":"b"}]}}]',
]
const TEXTS: Readonly<Record<string, string>> = {
  empty: '',
  'no JSON': '{"messages":',
  'a text': '"text"',
  null: 'null',
  'an array': '[]',
  'a byte order mark': `\uFEFF${JSON.stringify(CHAT)}`,
  __proto__: '{"__proto__":{"model":"gpt-5"},"constructor":{"prototype":{}},"messages":[],"max_tokens":5}',
  'duplicate members': '{"messages":[{"role":"user","content":"a"}],"max_tokens":1,"max_tokens":50000}',
  'special tokens': JSON.stringify({ messages: [{ role: '<|im_start|>', content: '<|endoftext|><|endofprompt|>' }] }),
  'a long model name': JSON.stringify({ ...CHAT, model: 'm'.repeat(65_536) }),
  'lone surrogates': '{"messages":[{"role":"user","content":"\\ud800\\udfff\\udc00"}]}',
  'a deep array': `{"messages":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
  'a deep object': `{"messages":[${'{"content":'.repeat(5_000)}1${'}'.repeat(5_000)}]}`,
  'half a megabyte of brackets': `{"messages":${'['.repeat(250_000)}${']'.repeat(250_000)}}`,
  'many choices': JSON.stringify({ ...CHAT, n: 1e9 }),
}

/** Any body is answered with 2xx or 4xx, and a refusal changes nothing. */
export function describeHostileBodies(contract: Contract): void {
  describeClaims(contract, 'a body', (claim) => {
    const handle = settles({ inputTokens: 1, outputTokens: 1 })
    for (const member of ['max_tokens', 'max_completion_tokens', 'maxOutputTokens', 'n'])
      claim(`with any value as ${member} is served or refused (I9, I26)`, { handle }, async (scene) => {
        for (const value of CAPS) {
          const rest = JSON.stringify({ model: 'gpt-5', messages: CHAT.messages }).slice(1)
          await survives(scene, `{"${member}":${value},${rest}`)
        }
      })

    claim('with any messages is served or refused (I26)', { handle }, async (scene) => {
      for (const value of MESSAGES) await survives(scene, `{"model":"gpt-5","messages":${value}}`)
    })

    for (const [name, text] of Object.entries(TEXTS))
      claim(`of this kind is served or refused: ${name} (I26)`, { handle }, async (scene) => {
        await survives(scene, text)
      })

    claim('may say of itself what is not so', { handle }, async (scene) => {
      for (const type of ['text/plain', 'application/xml', 'application/json; charset=utf-99', 'a', ''])
        await survives(scene, JSON.stringify(CHAT), { 'content-type': type })
    })
  })
}

async function survives(scene: Scene, body: string, headers?: Readonly<Record<string, string>>): Promise<void> {
  const reached = scene.handled.length
  const before = await countersOf(scene)
  for (const path of ['/ai/chat', '/v1/chat/completions']) {
    const { status } = await scene.post({ path, body, headers })
    assert.ok((status >= 200 && status < 300) || (status >= 400 && status < 500), `${status} for ${body.slice(0, 80)}`)
    if (status >= 400) continue
    await scene.settled(scene.handled.length - reached)
  }
  const after = await countersOf(scene)
  const served = scene.handled.length - reached
  assert.deepEqual(after, { requests: before.requests + served, tokens: before.tokens + 2 * served, open: 0 })
}

interface Counters {
  readonly requests: number
  readonly tokens: number
  readonly open: number
}

async function countersOf({ used }: Scene): Promise<Counters> {
  return { requests: await used('requests'), tokens: await used('tokens'), open: await used('open') }
}
