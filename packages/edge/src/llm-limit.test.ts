import { describe, it } from '@jest/globals'
import { type Llm, llmLimit } from '@llm-limit/edge'
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
import OpenAI from 'openai'
import { parseItem, parseList } from 'structured-headers'

type Handler = (request: Request, env: unknown, context: unknown, llm: Llm) => Promise<Response>

const reader: RequestReader<Request> = {
  path: (request) => new URL(request.url).pathname,
  field: (request, name) => request.headers.get(name) ?? undefined,
}

function start({ guards, handle }: AdapterApp): Promise<Loopback> {
  const handler: Handler = async (request, _env, _context, llm) =>
    responseOf(await handle(await readCall(request, llm.isGuarded ? llm : undefined, llm.fetch)))
  const guarded = guards.reduceRight<Handler>(
    (inner, guard) => (request, env, context) => llmLimit(optionsFor(guard, reader), inner)(request, env, context),
    handler,
  )
  return serveRequests((request) => guarded(request, {}, {}, undefined as never))
}

describeAdapter(
  { describe, it, OpenAI, parseItem, parseList },
  { name: 'edge', start, sees: { bodySize: true, address: false } },
)
