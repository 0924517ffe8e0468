'use server'

import { type ActionAnswer, llmAction } from '@llm-limit/next'
import { redirect } from 'next/navigation'
import { limiter } from '../../lib/limits'
import { userIn } from '../../lib/user'

export const ask = llmAction(
  { limiter, subject: userIn, messages: { de: { wall: { title: 'Genug', detail: 'Wieder {wait}.' } } } },
  async (llm, _before: ActionAnswer<string> | undefined, form: FormData) => {
    if (form.get('question') === 'Leave.') redirect('/ask?left')
    llm.settle({ inputTokens: 10, outputTokens: 0 })
    if (form.get('question') === 'Fail.') throw new Error('The action failed.')
    return `You asked: ${form.get('question')}`
  },
)
