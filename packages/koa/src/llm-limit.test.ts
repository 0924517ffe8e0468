import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import { describe, it } from '@jest/globals'
import { llmLimit, meteredFetch } from '@llm-limit/koa'
import {
  type AdapterApp,
  type AppReply,
  describeAdapter,
  type Loopback,
  listenOnLoopback,
  optionsFor,
  type RequestReader,
} from '@llm-limit/testing'
import Koa, { type Context, type Middleware } from 'koa'
import OpenAI from 'openai'
import { parseItem, parseList } from 'structured-headers'

/** Ships no types. */
const bodyParser: (options: { jsonLimit: string }) => Middleware = createRequire(import.meta.url)('koa-bodyparser')

const reader: RequestReader<Context> = {
  path: (ctx) => ctx.path,
  field: (ctx, name) => ctx.get(name) || undefined,
}

function start({ guards, handle }: AdapterApp): Promise<Loopback> {
  const app = new Koa()
  app.silent = true
  app.use(bodyParser({ jsonLimit: '2mb' }))
  for (const guard of guards) app.use(llmLimit(optionsFor(guard, reader)))
  app.use(async (ctx) => {
    const body: unknown = 'body' in ctx.request ? ctx.request.body : undefined
    const { method, path, state } = ctx
    send(await handle({ method, path, body, llm: state.llm, fetch: meteredFetch, signal: whileHeard(ctx) }), ctx)
  })
  return listenOnLoopback(app.callback())
}

function whileHeard({ res }: Context): AbortSignal {
  const left = new AbortController()
  res.once('close', () => {
    if (!res.writableFinished) left.abort()
  })
  return left.signal
}

function send(reply: AppReply, ctx: Context): void {
  if (reply.kind === 'json') {
    ctx.status = reply.status
    ctx.body = JSON.stringify(reply.body)
    ctx.type = 'application/json'
    return
  }
  if (reply.kind === 'broken') {
    ctx.status = 200
    ctx.res.write(reply.text)
    throw reply.error
  }
  ctx.type = reply.contentType
  ctx.body = Readable.fromWeb(reply.body as NodeStream)
  ctx.flushHeaders()
}

describeAdapter(
  { describe, it, OpenAI, parseItem, parseList },
  { name: 'Koa 3', start, sees: { bodySize: false, address: true } },
)
