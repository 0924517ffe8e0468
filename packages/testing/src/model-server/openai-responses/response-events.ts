import type { Answer } from '../answer.js'
import type { Behaviour } from '../behaviour.js'
import type { Chunk } from '../dialect.js'
import { pieceGroups } from '../piece-groups.js'
import { NO_OUTPUT } from '../usage.js'
import { type OutputItem, outputItems, textPart, type WireObject } from './output-items.js'
import { begunResponse, endedResponse } from './response-object.js'

interface ResponseEvent {
  readonly type: string
  readonly body: WireObject
  /** Tokens generated for it. */
  readonly tokens?: number
  /** Part of `tokens`. */
  readonly reasoningTokens?: number
}

/** A streamed response, event by event, numbered. */
export function* responseChunks(answer: Answer, behaviour: Behaviour): Generator<Chunk> {
  let soFar = { ...answer.counts, ...NO_OUTPUT }
  let sequence = 0
  for (const { type, body, tokens = 0, reasoningTokens = 0 } of responseEvents(answer, behaviour)) {
    soFar = {
      ...soFar,
      outputTokens: soFar.outputTokens + tokens,
      reasoningTokens: soFar.reasoningTokens + reasoningTokens,
    }
    yield { name: type, body: { type, sequence_number: sequence, ...body }, soFar }
    sequence += 1
  }
}

function* responseEvents(answer: Answer, behaviour: Behaviour): Generator<ResponseEvent> {
  const begun = begunResponse(answer)
  yield { type: 'response.created', body: { response: begun } }
  yield { type: 'response.in_progress', body: { response: begun } }
  for (const [index, item] of outputItems(answer).entries()) {
    const reasoningTokens = item.kind === 'reasoning' ? answer.counts.reasoningTokens : 0
    yield { type: 'response.output_item.added', body: { output_index: index, item: item.begun } }
    if (item.kind !== 'reasoning') yield* textEvents(item, index, answer, behaviour)
    const body = { output_index: index, item: item.ended }
    yield { type: 'response.output_item.done', body, tokens: reasoningTokens, reasoningTokens }
  }
  const response = endedResponse(answer, behaviour)
  yield { type: `response.${String(response['status'])}`, body: { response } }
}

function* textEvents(
  item: OutputItem,
  index: number,
  { choices }: Answer,
  { tokensPerChunk = 1 }: Behaviour,
): Generator<ResponseEvent> {
  const isMessage = item.kind === 'message'
  const name = isMessage ? 'response.output_text' : 'response.function_call_arguments'
  const inItem = { item_id: item.begun['id'], output_index: index }
  const place = isMessage ? { ...inItem, content_index: 0, logprobs: [] } : inItem
  const inPart = { ...inItem, content_index: 0 }
  if (isMessage) yield { type: 'response.content_part.added', body: { ...inPart, part: textPart('') } }
  const pieces = choices[0]?.pieces.filter(({ tool }) => tool === item.tool) ?? []
  for (const { text, tokens } of pieceGroups(pieces, tokensPerChunk)) {
    yield { type: `${name}.delta`, body: { ...place, delta: text }, tokens }
  }
  const whole = isMessage ? { text: item.text } : { arguments: item.text, name: item.begun['name'] }
  yield { type: `${name}.done`, body: { ...place, ...whole } }
  if (isMessage) yield { type: 'response.content_part.done', body: { ...inPart, part: textPart(item.text) } }
}
