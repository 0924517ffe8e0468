import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import { describe, it } from '@jest/globals'
import { bodyParser } from '@koa/bodyparser'
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
import Koa, { type Context } from 'koa'
import OpenAI from 'openai'
import { parseItem, parseList } from 'structured-headers'

const Koa2: typeof Koa = createRequire(import.meta.url)('koa2')

const reader: RequestReader<Context> = {
  path: (ctx) => ctx.path,
  field: (ctx, name) => ctx.get(name) || undefined,
}

function start(Framework: typeof Koa): (app: AdapterApp) => Promise<Loopback> {
  return ({ guards, handle }) => {
    const app = new Framework()
    app.silent = true
    app.use(bodyParser({ jsonLimit: '2mb' }))
    for (const guard of guards) app.use(llmLimit(optionsFor(guard, reader)))
    app.use(async (ctx) => {
      const { method, path, state } = ctx
      const { body } = ctx.request
      send(await handle({ method, path, body, llm: state.llm, fetch: meteredFetch, signal: whileHeard(ctx) }), ctx)
    })
    return listenOnLoopback(app.callback())
  }
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
  const body = Readable.fromWeb(reply.body as NodeStream)
  // Koa 2 leaves the response open when its stream breaks: https://github.com/koajs/koa/pull/1889
  if (ctx.app instanceof Koa2) body.once('error', () => ctx.res.destroy())
  ctx.type = reply.contentType
  ctx.body = body
  ctx.flushHeaders()
}

const tools = { describe, it, OpenAI, parseItem, parseList }
const sees = { bodySize: false, address: true }

describeAdapter(tools, { name: 'Koa 3', start: start(Koa), sees })
describeAdapter(tools, { name: 'Koa 2', start: start(Koa2), sees })
