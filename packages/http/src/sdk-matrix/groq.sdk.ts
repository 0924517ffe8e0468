import Groq from 'groq-sdk'
import { chatSdk, type OpenAiClient } from './openai-family.js'
import type { Sdk } from './sdk.js'

export const groqSdk: Sdk = chatSdk({
  name: 'groq-sdk',
  model: 'llama-3.3-70b-versatile',
  // Its chat completions have the shape of OpenAI's; it has no responses.
  clientAt: ({ origin, fetch }) => new Groq({ baseURL: origin, apiKey: 'none', fetch }) as unknown as OpenAiClient,
  isRateLimitError: (error) => error instanceof Groq.RateLimitError && error.status === 429,
})
