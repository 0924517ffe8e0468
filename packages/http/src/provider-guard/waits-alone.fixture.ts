import { providerGuard } from './provider-guard.js'

// A script with nothing to do but to wait for its calls.
const guard = providerGuard({ limits: { 'gpt-5': ['60 requests / minute'] }, fetch: async () => new Response('{}') })
for (let call = 0; call < 8; call += 1) {
  const answer = await guard.fetch('https://api.test/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-5', messages: [], max_tokens: 1 }),
  })
  process.send?.(answer.status)
}
