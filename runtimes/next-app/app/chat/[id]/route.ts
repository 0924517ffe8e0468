import { createOpenAI } from '@ai-sdk/openai'
import { metered } from '@llm-limit/ai-sdk'
import { createLimiter, llmLimit, llmUsage } from '@llm-limit/next'
import { streamText } from 'ai'

const limiter = createLimiter({ quotas: [{ quota: '100k tokens / hour', name: 'tokens' }] })
const openai = createOpenAI({ apiKey: 'none', baseURL: process.env['MODEL_URL'] ?? '' })
const subject = () => ({ user: 'ada' })

export const POST = llmLimit({ limiter, subject }, async (request, { params }: { params: Promise<{ id: string }> }) => {
  const { prompt } = await request.json()
  const answer = streamText({ model: metered(openai.chat('gpt-5')), prompt })
  return answer.toTextStreamResponse({ headers: { 'x-chat': (await params).id } })
})

export const GET = llmUsage(limiter, { subject })
