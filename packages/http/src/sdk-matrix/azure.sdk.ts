import { AzureOpenAI, RateLimitError } from 'openai'
import { chatSdk, embeddingsSdk, type OpenAiFamily, responsesSdk } from './openai-family.js'
import type { Sdk } from './sdk.js'

/** Deployments named like their model: `/openai/deployments/gpt-5/chat/completions`. */
const azure: OpenAiFamily = {
  name: 'AzureOpenAI',
  clientAt: ({ origin, fetch }) =>
    new AzureOpenAI({ endpoint: origin, apiKey: 'none', apiVersion: '2025-04-01-preview', fetch }),
  isRateLimitError: (error) => error instanceof RateLimitError && error.code === 'rate_limit_exceeded',
}

export const azureSdks: readonly Sdk[] = [chatSdk(azure), responsesSdk(azure), embeddingsSdk(azure)]
