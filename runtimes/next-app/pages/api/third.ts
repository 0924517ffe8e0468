import { llmLimitPages } from '@llm-limit/next'
import { limiter } from '../../lib/limits'

export default llmLimitPages(
  { limiter, subject: ({ headers }) => ({ user: String(headers['x-user']) }) },
  async (_request, response, llm) => {
    llm.settle({ inputTokens: 10, outputTokens: 0 })
    response.json({ isGuarded: llm.isGuarded })
  },
)
