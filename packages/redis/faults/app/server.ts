// A web app in front of a model: `server.ts <settings>`. Its users stream chats, and leave when they like.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { createLimiter, llmLimit, meteredFetch } from '@llm-limit/express'
import express, { type Request, type Response } from 'express'
import { redisStore } from '../../src/index.js'
import { clientFor } from './client.js'
import { policyOf } from './policy.js'
import type { AppSettings } from './settings.js'

/** After so long without an end, the app gives up on the model. */
const MODEL_PATIENCE_MS = 1_000

const { model, ...settings } = JSON.parse(process.argv[2] ?? '') as AppSettings & { readonly model: string }
const client = await clientFor(settings.target)
const limiter = createLimiter({ ...policyOf(settings), store: redisStore(client) })
const app = express()
app.set('env', 'test')
app.use(express.json())
app.use(llmLimit({ limiter, subject: (request) => ({ user: request.get('x-user') ?? '' }), log: false }))
app.post('/v1/chat/completions', (request, response, next) => {
  answer(request, response).catch((error: unknown) => (response.headersSent ? response.destroy() : next(error)))
})

async function answer(request: Request, response: Response): Promise<void> {
  const left = new AbortController()
  response.once('close', () => left.abort())
  const signal = AbortSignal.any([left.signal, AbortSignal.timeout(MODEL_PATIENCE_MS)])
  const body = JSON.stringify(request.body)
  response.type('text/event-stream').flushHeaders()
  const reply = await meteredFetch(`${model}/chat/completions`, { method: 'POST', body, signal })
  if (!reply.ok || reply.body === null) return void response.end('event: error\n\n')
  await pipeline(Readable.fromWeb(reply.body as ReadableStream), response)
}

const server = createServer(app).listen(0, '127.0.0.1', () => {
  process.send?.((server.address() as AddressInfo).port)
})

process.once('message', async () => {
  server.close()
  server.closeAllConnections()
  await limiter.close()
  process.send?.('closed')
  client.disconnect()
  process.disconnect()
})
