import { type AnyRouteContext, type Llm, llmLimit, meteredFetch } from '@llm-limit/next'
import { type AdapterApp, optionsFor, type RequestReader, readCall, responseOf } from '@llm-limit/testing'
import type { NextRequest } from 'next/server'
import { handlerOf } from '../../../lib/contract-app'

const BASE = '/route-contract'

type Route = (request: NextRequest, context: AnyRouteContext, llm: Llm) => Promise<Response>

const reader: RequestReader<NextRequest> = {
  path: (request) => request.nextUrl.pathname.slice(BASE.length),
  field: (request, name) => request.headers.get(name) ?? undefined,
}

const routeNow = handlerOf(({ guards, handle }: AdapterApp) => {
  const handler: Route = async (request, _context, llm) => {
    const call = await readCall(request, llm.isGuarded ? llm : undefined, meteredFetch)
    return responseOf(await handle({ ...call, path: reader.path(request) }))
  }
  return guards.reduceRight<Route>((inner, guard) => llmLimit(optionsFor(guard, reader), inner), handler)
})

const route = (request: NextRequest, context: AnyRouteContext): Promise<Response> =>
  routeNow()(request, context, undefined as never)

export { route as DELETE, route as GET, route as HEAD, route as OPTIONS, route as PATCH, route as POST, route as PUT }
