import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import { type Llm, llmLimitPages, meteredFetch } from '@llm-limit/next'
import { type AdapterApp, type AppReply, optionsFor, type RequestReader } from '@llm-limit/testing'
import type { NextApiRequest, NextApiResponse } from 'next'
import { handlerOf } from '../../../lib/contract-app'

const BASE = '/api/pages-contract'

type Handler = (request: NextApiRequest, response: NextApiResponse, llm: Llm) => Promise<void>

const reader: RequestReader<NextApiRequest> = {
  path: (request) => (request.url ?? '').slice(BASE.length),
  field: (request, name) => [request.headers[name]].flat()[0],
}

const handlerNow = handlerOf(({ guards, handle }: AdapterApp) => {
  const handler: Handler = async (request, response, llm) => {
    const { method = 'GET', body } = request
    const path = reader.path(request)
    const signal = whileHeard(response)
    await send(
      await handle({ method, path, body, llm: llm.isGuarded ? llm : undefined, fetch: meteredFetch, signal }),
      response,
    )
  }
  return guards.reduceRight<Handler>(
    (inner, guard) => llmLimitPages(optionsFor(guard, reader), inner) as Handler,
    handler,
  )
})

function whileHeard(response: NextApiResponse): AbortSignal {
  const left = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) left.abort()
  })
  return left.signal
}

async function send(reply: AppReply, response: NextApiResponse): Promise<void> {
  if (reply.kind === 'json') return response.status(reply.status).json(reply.body)
  if (reply.kind === 'broken') {
    response.setHeader('content-type', 'text/plain').write(reply.text)
    throw reply.error
  }
  response.setHeader('content-type', reply.contentType).flushHeaders()
  const source = Readable.fromWeb(reply.body as NodeStream)
  await pipeline(source, response).finally(() => source.destroy())
}

export const config = { api: { bodyParser: { sizeLimit: '2mb' } } }

export default (request: NextApiRequest, response: NextApiResponse): Promise<void> =>
  handlerNow()(request, response, undefined as never)
