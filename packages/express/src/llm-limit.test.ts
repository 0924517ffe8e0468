import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import { describe, it } from '@jest/globals'
import { llmLimit, meteredFetch } from '@llm-limit/express'
import {
  type AdapterApp,
  type AppReply,
  describeAdapter,
  type Loopback,
  listenOnLoopback,
  optionsFor,
  type RequestReader,
} from '@llm-limit/testing'
import express, { type Request, type Response } from 'express'
import OpenAI from 'openai'
import { parseItem, parseList } from 'structured-headers'

const express4: typeof express = createRequire(import.meta.url)('express4')

const reader: RequestReader<Request> = {
  path: (request) => request.path,
  field: (request, name) => request.get(name),
}

function start(framework: typeof express): (app: AdapterApp) => Promise<Loopback> {
  return ({ guards, handle }) => {
    const app = framework()
    app.use(express.json({ limit: '2mb' }))
    for (const guard of guards) app.use(llmLimit(optionsFor(guard, reader)))
    app.use((request, response, next) => {
      const { method, path, body, llm } = request
      const call = { method, path, body, llm, fetch: meteredFetch, signal: whileHeard(response) }
      handle(call)
        .then((reply) => send(reply, response))
        .catch(next)
    })
    app.set('env', 'test')
    return listenOnLoopback(app)
  }
}

function whileHeard(response: Response): AbortSignal {
  const left = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) left.abort()
  })
  return left.signal
}

async function send(reply: AppReply, response: Response): Promise<void> {
  if (reply.kind === 'json') return void response.status(reply.status).json(reply.body)
  if (reply.kind === 'broken') {
    response.type('text').write(reply.text)
    throw reply.error
  }
  response.type(reply.contentType).flushHeaders()
  const source = Readable.fromWeb(reply.body as NodeStream)
  // From Node 24 on, pipeline() leaves a source open that it cannot pipe, since the response is closed.
  await pipeline(source, response).finally(() => source.destroy())
}

const tools = { describe, it, OpenAI, parseItem, parseList }
const sees = { bodySize: false, address: true }

describeAdapter(tools, { name: 'Express 5', start: start(express), sees })
describeAdapter(tools, { name: 'Express 4', start: start(express4), sees })
