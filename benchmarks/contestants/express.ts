import { createLimiter, llmLimit } from '@llm-limit/express'
import type { RequestHandler } from 'express'
import { rateLimit } from 'express-rate-limit'
import { chatApp } from './chat-app.js'
import { PLENTY, serveChatsInTurn, silent } from './chats-in-turn.js'
import { BARE, EXPRESS_RATE_LIMIT, OURS } from './names.js'

const guards: Readonly<Record<string, (() => RequestHandler[]) | undefined>> = {
  [BARE]: () => [],
  [EXPRESS_RATE_LIMIT]: () => [
    rateLimit({ limit: 1e9, windowMs: 60_000, standardHeaders: 'draft-8', legacyHeaders: false }),
  ],
  [OURS]: () => [llmLimit({ limiter: createLimiter({ quotas: PLENTY }), log: silent })],
}

const [, , name = ''] = process.argv
const guard = guards[name]
if (guard === undefined) throw new Error(`No such contestant: ${name}`)
await serveChatsInTurn(chatApp(guard()), name)
