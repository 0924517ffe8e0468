import { llmLimit } from '@llm-limit/next'
import { limiter } from '../../lib/limits'
import { userIn } from '../../lib/user'

export const runtime = 'nodejs'

export const POST = llmLimit(
  { limiter, subject: ({ headers }) => userIn(headers) },
  async (_request, _context, llm) => {
    llm.settle({ inputTokens: 10, outputTokens: 0 })
    return Response.json({ isGuarded: llm.isGuarded })
  },
)
