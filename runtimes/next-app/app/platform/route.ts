import { llmLimit } from '@llm-limit/next'
import { begin, end, platform } from '../../lib/platform'
import { limiter } from '../../lib/slow-limits'

export const GET = () => Response.json({ waiting: platform()?.waiting })

/** Guarded, and says nothing of what it used. */
export const POST = llmLimit({ limiter, subject: () => ({ user: 'ada' }) }, () => new Response('An answer.'))

export function PUT(): Response {
  begin()
  return new Response()
}

export function DELETE(): Response {
  end()
  return new Response()
}
