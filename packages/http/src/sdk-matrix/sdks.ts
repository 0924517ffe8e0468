import { anthropic } from './anthropic.sdk.js'
import { azureSdks } from './azure.sdk.js'
import { googleGenAiSdks } from './google-genai.sdk.js'
import { groqSdk } from './groq.sdk.js'
import { langchainSdks } from './langchain.sdk.js'
import { openAiSdks } from './openai.sdk.js'
import type { Sdk } from './sdk.js'

/** Every SDK that the matrix runs. */
export const SDKS: readonly Sdk[] = [
  ...openAiSdks,
  ...azureSdks,
  groqSdk,
  ...langchainSdks,
  ...googleGenAiSdks,
  anthropic,
]
