import { createLimiter } from '@llm-limit/next'

/** Five cents an hour for each visitor, and five dollars a day for all of them together. In memory: more than one process needs Redis. */
export const limiter = createLimiter({
  quotas: ['$0.05 / hour', '20 requests / minute'],
  everyone: ['$5 / day'],
  operations: { chat: { expects: { model: 'gpt-5', outputTokens: 1_000 } } },
})

/** In place of the words that come with the guard: the page itself says when the budget is back. */
export const refusalWords = {
  en: {
    budget: { title: 'Your budget for this hour is used up', detail: 'Your message was not sent. It is still below.' },
    wall: { title: 'That was a lot at once', detail: 'Your message was not sent. It is still below.' },
  },
}
