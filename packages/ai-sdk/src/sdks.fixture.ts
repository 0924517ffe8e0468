import { createOpenAI } from '@ai-sdk/openai'
import * as ai6 from 'ai'

/** What the tests use of the SDK; version 7 has it all under the same names. */
export type Ai = typeof ai6
export type CreateOpenAI = typeof createOpenAI

/** One version of the SDK with its provider. */
export interface Sdk {
  readonly name: string
  readonly ai: Ai
  readonly createOpenAI: CreateOpenAI
}

/** The SDK officially needs Node 22 from version 7 on. It loads on Node 20 as well, so its tests run there too. */
async function sdk7(): Promise<Sdk> {
  const ai: unknown = await import('ai-7')
  const provider: unknown = await import('ai-sdk-openai-4')
  return { name: 'ai 7', ai: ai as Ai, createOpenAI: (provider as { createOpenAI: CreateOpenAI }).createOpenAI }
}

export const SDKS: readonly Sdk[] = [{ name: 'ai 6', ai: ai6, createOpenAI }, await sdk7()]
