import { llmLimit } from '@llm-limit/next'
import { limiter } from '../../lib/shared-limits'
import { userIn } from '../../lib/user'

export const POST = llmLimit({ limiter, subject: ({ headers }) => userIn(headers) }, () =>
  Response.json({}, { headers: { 'x-reached': 'route' } }),
)
