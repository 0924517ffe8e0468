import Anthropic from '@anthropic-ai/sdk'
import { ALL_CELLS, type Cell, PNG_BASE64, type Sdk, type Target } from './sdk.js'

export const anthropic: Sdk = {
  name: 'anthropic 1',
  api: 'anthropic-messages',
  cells: ALL_CELLS,
  ask: (cell, { origin, fetch }: Target) =>
    askAnthropic(new Anthropic({ baseURL: origin, apiKey: 'none', fetch }), cell),
  isRateLimitError: (error) =>
    error instanceof Anthropic.RateLimitError && error.status === 429 && error.errorCode === 'rate_limit_exceeded',
}

/** With whatever a client was made with. */
export async function askAnthropic(client: Anthropic, cell: Cell): Promise<void> {
  if (cell.stream) await client.messages.stream(bodyOf(cell)).finalMessage()
  else await client.messages.create(bodyOf(cell))
}

function bodyOf({ with: kind }: Cell): Anthropic.MessageCreateParamsNonStreaming {
  const text = { type: 'text', text: 'Where am I?' } as const
  const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG_BASE64 } } as const
  const plain = {
    model: 'claude-opus-5-5',
    max_tokens: 400,
    system: 'Be brief.',
    messages: [{ role: 'user' as const, content: kind === 'image' ? [image, text] : [text] }],
  }
  return kind === 'tools' ? { ...plain, tools: [TOOL], tool_choice: { type: 'any' } } : plain
}

const TOOL: Anthropic.Tool = {
  name: 'locate',
  description: 'Tells where the user is.',
  input_schema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
}
