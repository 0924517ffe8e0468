import { openai } from '@ai-sdk/openai'
import { metered } from '@llm-limit/ai-sdk'
import { llmLimit } from '@llm-limit/next'
import { convertToModelMessages, streamText } from 'ai'
import type { ServedBy } from '@/lib/chat-message'
import { limiter, refusalWords } from '@/lib/limits'
import { visitorOf } from '@/lib/session'

const model = metered(openai('gpt-5'), { models: openai })

export const POST = llmLimit(
  { limiter, operation: 'chat', subject: visitorOf, messages: refusalWords },
  async (request, _context, { terms }) => {
    const { messages } = await request.json()
    const answer = streamText({
      model,
      system: 'Answer briefly, in plain text without Markdown.',
      messages: await convertToModelMessages(messages),
      providerOptions: { openai: { reasoningEffort: 'low' } },
      abortSignal: request.signal,
    })
    return answer.toUIMessageStreamResponse({
      messageMetadata({ part }): ServedBy | undefined {
        if (part.type === 'start') return { model: terms.model, insteadOf: terms.insteadOf }
        return part.type === 'finish' ? { isShortened: part.finishReason === 'length' } : undefined
      },
    })
  },
)
