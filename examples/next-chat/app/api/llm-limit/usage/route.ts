import { llmUsage } from '@llm-limit/next'
import { limiter } from '@/lib/limits'
import { visitorOf } from '@/lib/session'

export const GET = llmUsage(limiter, { subject: visitorOf })
