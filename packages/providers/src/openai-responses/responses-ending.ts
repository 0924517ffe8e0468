import type { Usage } from '@llm-limit/core'
import { isJsonObject, type JsonObject, scalarsOf } from '../json.js'
import type { StreamEnding } from '../sse/read-event-stream.js'
import { isLegible } from '../walk-json.js'
import { type KeptItem, type KeptPart, keptOutput, type PartList } from './kept-output.js'

/** What a response has at least; for a stream that is ended before it began. */
const EMPTY_RESPONSE: JsonObject = { id: 'resp_0', object: 'response', created_at: 0, error: null, output: [] }

const LISTS: readonly PartList[] = ['summary', 'content']
const PART_EVENTS: Readonly<Record<PartList, string>> = {
  summary: 'response.reasoning_summary_part',
  content: 'response.content_part',
}

/**
 * Ends a stream of a response as a cap does: what is open is said to be done as far as it got, then `response.incomplete` with
 * the whole output and usage. An SDK makes its final response of that last event.
 */
export function responsesEnding(inputTokens: number): StreamEnding {
  const output = keptOutput()
  let response: JsonObject | undefined
  let sequence = -1
  let isOver = false

  function see(event: JsonObject): void {
    const { type, sequence_number: number, response: latest } = event as Readonly<Record<string, unknown>>
    if (typeof number === 'number') sequence = number
    if (isJsonObject(latest)) response = isLegible(latest) ? latest : scalarsOf(latest)
    isOver ||=
      type === 'error' || (isJsonObject(latest) && latest['status'] !== 'in_progress' && latest['status'] !== 'queued')
    output.see(event)
  }

  function write(usage: Usage): string {
    if (isOver) return ''
    const events: string[] = []
    const send = (type: string, body: JsonObject): void => {
      sequence += 1
      events.push(`event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence, ...body })}\n\n`)
    }
    if (response === undefined) send('response.created', { response: { ...EMPTY_RESPONSE, status: 'in_progress' } })
    const items = [...output.items].sort(([one], [other]) => one - other)
    for (const [index, item] of items) if (!item.isDone) endItem(item, index, send)
    const end = { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }
    send('response.incomplete', {
      response: {
        ...(response ?? EMPTY_RESPONSE),
        ...end,
        output: items.map(([, item]) => whole(item)),
        usage: wireUsage({ inputTokens, ...usage }),
      },
    })
    return events.join('')
  }

  return { see, write }
}

type Send = (type: string, body: JsonObject) => void

function endItem(item: KeptItem, index: number, send: Send): void {
  const place = { item_id: item.value['id'], output_index: index }
  for (const list of LISTS) {
    for (const [at, part] of item[list]) {
      if (part.isDone) continue
      const inPart = { ...place, [`${list}_index`]: at }
      endText(part, inPart, send)
      send(`${PART_EVENTS[list]}.done`, { ...inPart, part: withText(part) })
    }
  }
  endText(item, place, send)
  send('response.output_item.done', { output_index: index, item: whole(item) })
}

function endText({ text, value }: KeptPart, place: JsonObject, send: Send): void {
  if (text === undefined || text.isDone) return
  const more =
    text.event === 'response.output_text'
      ? { logprobs: [] }
      : text.member === 'arguments'
        ? { name: value['name'] }
        : {}
  send(`${text.event}.done`, { ...place, [text.member]: text.value, ...more })
}

function whole(item: KeptItem): JsonObject {
  if (item.isDone) return item.value
  const parts = LISTS.filter((list) => item[list].size > 0).map((list) => [
    list,
    [...item[list].values()].map(withText),
  ])
  return { ...withText(item), ...Object.fromEntries(parts), status: 'incomplete' }
}

function withText({ value, text, isDone }: KeptPart): JsonObject {
  return isDone || text === undefined ? value : { ...value, [text.member]: text.value }
}

function wireUsage({ inputTokens = 0, cacheReadTokens = 0, outputTokens = 0 }: Usage): JsonObject {
  return {
    input_tokens: inputTokens,
    input_tokens_details: { cached_tokens: cacheReadTokens },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: inputTokens + outputTokens,
  }
}
