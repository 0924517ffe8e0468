import OpenAI from 'openai'
import OpenAI7 from 'openai-7'
import { chatSdk, embeddingsSdk, type OpenAiClient, type OpenAiFamily, responsesSdk } from './openai-family.js'
import type { Sdk } from './sdk.js'

const openAi6: OpenAiFamily = {
  name: 'openai 6',
  clientAt: ({ origin, fetch }) => new OpenAI({ baseURL: `${origin}/v1`, apiKey: 'none', fetch }),
  isRateLimitError: (error) =>
    error instanceof OpenAI.RateLimitError && error.code === 'rate_limit_exceeded' && error.type === 'quota_exceeded',
}

const openAi7: OpenAiFamily = {
  name: 'openai 7',
  // Its methods are those of version 6; some of its types grew.
  clientAt: ({ origin, fetch }) =>
    new OpenAI7({ baseURL: `${origin}/v1`, apiKey: 'none', fetch }) as unknown as OpenAiClient,
  isRateLimitError: (error) =>
    error instanceof OpenAI7.RateLimitError && error.code === 'rate_limit_exceeded' && error.type === 'quota_exceeded',
}

export const openAiSdks: readonly Sdk[] = [openAi6, openAi7].flatMap((family) => [
  chatSdk(family),
  responsesSdk(family),
  embeddingsSdk(family),
])
