import { createLimiter, llmLimit } from '@llm-limit/express'
import type { RequestHandler } from 'express'
import { rateLimit } from 'express-rate-limit'
import { serveTurns } from '../harness/serve-turns.js'
import { chatApp } from './chat-app.js'
import { BARE, EXPRESS_RATE_LIMIT, OURS } from './names.js'
import { addresses, answerTo } from './without-sockets.js'

const BATCH = 200
const PLENTY = 1e9
const CLIENTS = 10_000
const WARM_UPS = 20_000
const silent = { info: ignore, warn: ignore, error: ignore }

const guards: Readonly<Record<string, (() => RequestHandler[]) | undefined>> = {
  [BARE]: () => [],
  [EXPRESS_RATE_LIMIT]: () => [
    rateLimit({ limit: PLENTY, windowMs: 60_000, standardHeaders: 'draft-8', legacyHeaders: false }),
  ],
  [OURS]: () => {
    const limiter = createLimiter({
      quotas: ['1000M requests / minute', '1000000M tokens / hour', '100000M output tokens / day', '$1000000 / month'],
    })
    return [llmLimit({ limiter, log: silent })]
  },
}

const [, , name = ''] = process.argv
const guard = guards[name]
if (guard === undefined) throw new Error(`No such contestant: ${name}`)

function ignore(): void {}

const app = chatApp(guard())
const clients = addresses(CLIENTS)
const first = await answerTo(app, clients[0] ?? '')
checkFields(first.getHeaderNames())
let turn = 0
await chats(WARM_UPS)
serveTurns(() => chats(BATCH))

async function chats(count: number): Promise<number> {
  for (let i = 0; i < count; i += 1) {
    turn += 1
    const { statusCode } = await answerTo(app, clients[turn % CLIENTS] ?? '')
    if (statusCode !== 200) throw new Error(`The benchmark was answered with ${statusCode}.`)
  }
  return count
}

/** All contestants but the bare app set the fields of the draft. */
function checkFields(fields: readonly string[]): void {
  const wanted = name === BARE ? [] : ['ratelimit', 'ratelimit-policy']
  const ours = name === OURS ? ['llm-limit-phase', 'llm-limit-used'] : []
  const missing = [...wanted, ...ours].filter((field) => !fields.includes(field))
  if (missing.length > 0) throw new Error(`${name} did not set ${missing.join(', ')}.`)
}
