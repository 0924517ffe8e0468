// Two servers, one budget: 8 requests of one user, sent to both in turn. Ends with 0 only when exactly 5 were let through.
import { fakeModelServer } from '@llm-limit/testing'
import { startProcess, startRedis } from '@llm-limit/testing/servers'

await using redis = await startRedis()
const models = await fakeModelServer({ outputTokens: 20 })
const env = { REDIS_URL: redis.url, OPENAI_BASE_URL: models.url }
const server = new URL('./server.ts', import.meta.url)
await using first = await startProcess(server, [], { env })
await using second = await startProcess(server, [], { env })
const ports = [await first.receive(), await second.receive()]

let admitted = 0
console.log('server  status  RateLimit')
for (let n = 0; n < 8; n += 1) {
  const response = await fetch(`http://127.0.0.1:${ports[n % 2]}/ai/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content: `Question ${n}` }] }),
  })
  await response.arrayBuffer()
  if (response.ok) admitted += 1
  console.log(`${(n % 2) + 1}       ${response.status}     ${response.headers.get('RateLimit')}`)
}

await models.close()
console.log(`${admitted} of 8 were let through; the budget is 5 requests a minute.`)
if (admitted !== 5 || models.bill.length !== 5) process.exitCode = 1
