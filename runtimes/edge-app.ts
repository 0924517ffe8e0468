import { type Llm, llmLimit } from '@llm-limit/edge'
import { optionsFor, type RequestReader, readCall, responseOf } from '@llm-limit/testing'
import type { FetchFor } from './workerd/app-door.js'

type Handler = (request: Request, env: unknown, context: unknown, llm: Llm) => Promise<Response>

const reader: RequestReader<Request> = {
  path: (request) => new URL(request.url).pathname,
  field: (request, name) => request.headers.get(name) ?? undefined,
}

/** The contract's app behind the edge adapter. */
export const fetchFor: FetchFor = ({ guards, handle }) => {
  const handler: Handler = async (request, _env, _context, llm) =>
    responseOf(await handle(await readCall(request, llm.isGuarded ? llm : undefined, llm.fetch)))
  const guarded = guards.reduceRight<Handler>(
    (inner, guard) => (request, env, context) => llmLimit(optionsFor(guard, reader), inner)(request, env, context),
    handler,
  )
  return (request, env, context) => guarded(request, env, context, undefined as never)
}
