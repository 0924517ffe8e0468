import { llmLimitPages } from '@llm-limit/next'
import { limiter } from '../../lib/slow-limits'

export default llmLimitPages({ limiter, subject: () => ({ user: 'ada' }) }, (_request, response) =>
  response.send('An answer.'),
)
