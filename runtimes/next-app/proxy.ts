import { llmProxy } from '@llm-limit/next'
import { NextResponse } from 'next/server'
import { limiter } from './lib/shared-limits'
import { userIn } from './lib/user'

export const proxy = llmProxy({ limiter, subject: ({ headers }) => userIn(headers) }, () =>
  NextResponse.next({ headers: { 'x-passed': 'proxy' } }),
)

export const config = { matcher: '/proxied' }
