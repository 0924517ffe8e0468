import { createGuard, type GuardOptions, guardNode, type Llm } from '@llm-limit/http'
import type { NextApiHandler, NextApiRequest, NextApiResponse } from 'next'
import { PagesExchange } from './pages-exchange.js'

export type NextPagesOptions<Operation extends string = string> = GuardOptions<NextApiRequest, Operation>

/** Guards an API route of the Pages Router: `export default llmLimitPages({ limiter, subject }, async (request, response, llm) => ...)`. */
export function llmLimitPages<Answer = unknown, Operation extends string = string>(
  options: NextPagesOptions<Operation>,
  handler: (request: NextApiRequest, response: NextApiResponse<Answer>, llm: Llm) => unknown,
): NextApiHandler<Answer> {
  const guard = createGuard(options)
  return async function llmLimitPages(request: NextApiRequest, response: NextApiResponse<Answer>): Promise<void> {
    await guardNode(guard, new PagesExchange(request, response, (llm) => handler(request, response, llm)))
  }
}
