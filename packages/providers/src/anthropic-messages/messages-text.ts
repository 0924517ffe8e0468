import { isJsonObject, jsonText, memberOf } from '../json.js'

type See = (text: string) => void

/** Members of a block or delta that are text of the answer. */
const TEXT_MEMBERS = ['text', 'thinking', 'partial_json'] as const

/** Blocks in which the model calls a tool; what a server's tool found is input. */
const CALLS: ReadonlySet<unknown> = new Set(['tool_use', 'server_tool_use', 'mcp_tool_use'])

/** Shows the generated text in a JSON answer. */
export function eachAnswerText(answer: unknown, see: See): void {
  const content = memberOf(answer, 'content')
  if (!Array.isArray(content)) return
  for (const block of content) {
    seeBlock(block, see)
    if (CALLS.has(memberOf(block, 'type'))) see(jsonText(memberOf(block, 'input')))
  }
}

/** Shows the generated text in one event: a block begins with nothing but its tool's name, all else comes in deltas. */
export function eachEventText(event: unknown, see: See): void {
  seeBlock(memberOf(event, 'content_block'), see)
  seeBlock(memberOf(event, 'delta'), see)
}

function seeBlock(block: unknown, see: See): void {
  if (!isJsonObject(block)) return
  for (const name of TEXT_MEMBERS) seeText(block[name], see)
  if (CALLS.has(block['type'])) seeText(block['name'], see)
}

function seeText(value: unknown, see: See): void {
  if (typeof value === 'string') see(value)
}
