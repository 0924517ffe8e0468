import { defaultLimiter, type Limiter, type UsageRouteOptions, usageOf } from '@llm-limit/http'
import type { NextRequest } from 'next/server.js'

export type NextUsageOptions = UsageRouteOptions<NextRequest>

/** `export const GET = llmUsage(limiter, { subject })`: where the caller stands. Give it the `subject` of the guard. */
export function llmUsage(
  limiter: Limiter = defaultLimiter(),
  options: NextUsageOptions = {},
): (request: NextRequest) => Promise<Response> {
  return async function llmUsage(request: NextRequest): Promise<Response> {
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store, private' }
    return new Response(await usageOf(limiter, options, request, undefined), { headers })
  }
}
