import { HumanMessage } from '@langchain/core/messages'
import { tool } from '@langchain/core/tools'
import { ChatOpenAI } from '@langchain/openai'
import { z } from 'zod'
import { expectAnswer, IMAGE_URL, QUESTION } from './openai-family.js'
import { ALL_CELLS, type Cell, type Sdk, type Target } from './sdk.js'

const weather = tool(() => 'Sunny.', {
  name: 'get_weather',
  description: 'Tells the weather in a city.',
  schema: z.object({ city: z.string() }),
})

function modelAt({ origin, fetch }: Target, useResponsesApi: boolean): ChatOpenAI {
  return new ChatOpenAI({
    model: 'gpt-5',
    apiKey: 'none',
    useResponsesApi,
    configuration: { baseURL: `${origin}/v1`, fetch },
  })
}

async function ask(cell: Cell, target: Target, useResponsesApi: boolean): Promise<void> {
  const plain = modelAt(target, useResponsesApi)
  const model = cell.with === 'tools' ? plain.bindTools([weather], { tool_choice: 'required' }) : plain
  const image = { type: 'image_url', image_url: { url: IMAGE_URL } }
  const content = cell.with === 'image' ? [{ type: 'text', text: QUESTION }, image] : QUESTION
  const messages = [new HumanMessage({ content })]
  if (!cell.stream) {
    const { text, tool_calls: calls } = await model.invoke(messages)
    return expectAnswer(cell, { content: text, tool_calls: calls })
  }
  let text = ''
  let calls = 0
  for await (const chunk of await model.stream(messages)) {
    text += chunk.text
    calls += chunk.tool_call_chunks?.length ?? 0
  }
  expectAnswer(cell, { content: text, tool_calls: new Array(calls).fill(undefined) })
}

/** It tries again by itself where the wait is under a minute, whatever `x-should-retry` says. */
function isRateLimitError(error: unknown): boolean {
  const { status, lc_error_code: code } = error as { status?: unknown; lc_error_code?: unknown }
  return error instanceof Error && status === 429 && code === 'MODEL_RATE_LIMIT'
}

export const langchainSdks: readonly Sdk[] = [false, true].map((useResponsesApi) => ({
  name: useResponsesApi ? '@langchain/openai responses' : '@langchain/openai',
  api: useResponsesApi ? 'openai-responses' : 'openai-chat',
  cells: ALL_CELLS,
  ask: (cell, target) => ask(cell, target, useResponsesApi),
  isRateLimitError,
}))
