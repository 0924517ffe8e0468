import { describe, it } from '@jest/globals'
import { type Llm, llmLimit, meteredFetch } from '@llm-limit/next'
import {
  type AdapterApp,
  describeAdapter,
  type Loopback,
  optionsFor,
  type RequestReader,
  readCall,
  responseOf,
  serveRequests,
} from '@llm-limit/testing'
import { NextRequest } from 'next/server.js'
import OpenAI from 'openai'
import { parseItem, parseList } from 'structured-headers'

type Route = (request: NextRequest, context: unknown) => Promise<Response>

const reader: RequestReader<NextRequest> = {
  path: (request) => request.nextUrl.pathname,
  field: (request, name) => request.headers.get(name) ?? undefined,
}

/** The route handlers of one path, as Next calls them. */
function start({ guards, handle }: AdapterApp): Promise<Loopback> {
  const handler = async (request: NextRequest, _context: unknown, llm: Llm): Promise<Response> =>
    responseOf(await handle(await readCall(request, llm.isGuarded ? llm : undefined, meteredFetch)))
  const route = guards.reduceRight<Route | typeof handler>(
    (inner, guard) => llmLimit(optionsFor(guard, reader), inner as Route),
    handler,
  ) as Route
  return serveRequests((request) => route(new NextRequest(request), { params: Promise.resolve({}) }))
}

describeAdapter(
  { describe, it, OpenAI, parseItem, parseList },
  { name: 'Next', start, sees: { bodySize: true, address: false } },
)
