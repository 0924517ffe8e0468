import { describe, it } from '@jest/globals'
import { llmLimit, meteredFetch } from '@llm-limit/fastify'
import {
  type AdapterApp,
  type AppReply,
  describeAdapter,
  type Loopback,
  optionsFor,
  type RequestReader,
} from '@llm-limit/testing'
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import OpenAI from 'openai'
import { parseItem, parseList } from 'structured-headers'

const reader: RequestReader<FastifyRequest> = {
  path: pathIn,
  field: (request, name) => request.headers[name]?.toString(),
}

async function start({ guards, handle }: AdapterApp): Promise<Loopback> {
  const app = fastify({ bodyLimit: 2 * 1024 * 1024, forceCloseConnections: true, keepAliveTimeout: 0 })
  for (const guard of guards) app.register(llmLimit, optionsFor(guard, reader))
  app.all('/*', async (request, reply) => {
    const { method, body, llm } = request
    const call = { method, path: pathIn(request), body, llm, fetch: meteredFetch, signal: whileHeard(reply) }
    return send(await handle(call), reply)
  })
  return { origin: await app.listen({ host: '127.0.0.1', port: 0 }), close: () => app.close() }
}

function pathIn({ url }: FastifyRequest): string {
  return new URL(url, 'http://app.test').pathname
}

function whileHeard({ raw }: FastifyReply): AbortSignal {
  const left = new AbortController()
  raw.once('close', () => {
    if (!raw.writableFinished) left.abort()
  })
  return left.signal
}

function send(reply: AppReply, to: FastifyReply): FastifyReply {
  if (reply.kind === 'json') return to.code(reply.status).send(reply.body)
  if (reply.kind === 'broken') {
    to.hijack().raw.write(reply.text)
    throw reply.error
  }
  to.type(reply.contentType).send(reply.body)
  to.raw.flushHeaders() // Fastify waits for the first chunk.
  return to
}

describeAdapter(
  { describe, it, OpenAI, parseItem, parseList },
  { name: 'Fastify 5', start, sees: { bodySize: false, address: true } },
)
