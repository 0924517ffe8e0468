import { llmUsage } from '@llm-limit/next'
import { limiter } from '../../../lib/limits'
import { userIn } from '../../../lib/user'

export const GET = llmUsage(limiter, { subject: ({ headers }) => userIn(headers) })
