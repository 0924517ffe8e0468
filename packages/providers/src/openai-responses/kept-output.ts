import { isJsonObject, type JsonObject, memberOf, scalarsOf } from '../json.js'
import { isLegible } from '../walk-json.js'

/** Most characters of an answer that are kept to be said again; what comes later is left out. */
const MOST_KEPT = 1 << 20
/** What an item or a part of one takes beside its text. */
const PLACE = 256

/** Where the deltas of an event go: into a member of the output item, or of one of its parts. */
interface TextPlace {
  readonly list?: PartList
  readonly member: string
}

export type PartList = 'content' | 'summary'

const TEXTS: Readonly<Record<string, TextPlace>> = {
  'response.output_text': { list: 'content', member: 'text' },
  'response.refusal': { list: 'content', member: 'refusal' },
  'response.reasoning_text': { list: 'content', member: 'text' },
  'response.reasoning_summary_text': { list: 'summary', member: 'text' },
  'response.function_call_arguments': { member: 'arguments' },
  'response.mcp_call_arguments': { member: 'arguments' },
  'response.custom_tool_call_input': { member: 'input' },
  'response.code_interpreter_call_code': { member: 'code' },
}

const PARTS: Readonly<Record<string, PartList>> = {
  'response.content_part': 'content',
  'response.reasoning_summary_part': 'summary',
}

/** A part of an output item. */
export interface KeptPart {
  value: JsonObject
  isDone: boolean
  text: { readonly event: string; readonly member: string; value: string; isDone: boolean } | undefined
}

export interface KeptItem extends KeptPart {
  readonly content: Map<number, KeptPart>
  readonly summary: Map<number, KeptPart>
}

/** The output of a response as the events of its stream build it up, by output index. */
export interface KeptOutput {
  readonly items: ReadonlyMap<number, KeptItem>
  see(event: JsonObject): void
}

export function keptOutput(): KeptOutput {
  const items = new Map<number, KeptItem>()
  let room = MOST_KEPT

  function see(event: JsonObject): void {
    const { type } = event as { readonly type?: unknown }
    const dot = typeof type === 'string' ? type.lastIndexOf('.') : -1
    const index = event['output_index']
    if (typeof type !== 'string' || typeof index !== 'number') return
    const name = type.slice(0, dot)
    const change = { event, verb: type.slice(dot + 1), name }
    if (name === 'response.output_item') seeItem(index, change)
    const item = items.get(index)
    if (item === undefined) return
    seePart(item, change)
    seeText(item, change)
  }

  function seeItem(index: number, { event, verb }: Change): void {
    const { item } = event as { readonly item?: unknown }
    if (!isJsonObject(item)) return
    if (verb === 'added' && take(PLACE)) items.set(index, { ...begun(item), content: new Map(), summary: new Map() })
    if (verb === 'done') end(items.get(index), item)
  }

  function seePart(item: KeptItem, { event, verb, name }: Change): void {
    const list = PARTS[name]
    const value = event['part']
    if (list === undefined || !isJsonObject(value)) return
    const index = indexIn(event, list)
    if (verb === 'added' && take(PLACE)) item[list].set(index, begun(value))
    if (verb === 'done') end(item[list].get(index), value)
  }

  function seeText(item: KeptItem, { event, verb, name }: Change): void {
    const place = TEXTS[name]
    if (place === undefined) return
    const kept = place.list === undefined ? item : item[place.list].get(indexIn(event, place.list))
    if (kept === undefined) return
    kept.text ??= { event: name, member: place.member, value: '', isDone: false }
    const delta = event['delta']
    if (verb === 'done') kept.text.isDone = true
    else if (typeof delta === 'string' && take(delta.length)) kept.text.value += delta
  }

  function begun(value: JsonObject): KeptPart {
    return { value: kept(value), isDone: false, text: undefined }
  }

  function end(part: KeptPart | undefined, value: JsonObject): void {
    if (part === undefined) return
    part.isDone = true
    part.value = kept(value)
  }

  /** Whole; when it is too long or nested too deep, without what was generated. */
  function kept(value: JsonObject): JsonObject {
    return isLegible(value) && take(JSON.stringify(value).length) ? value : bare(value)
  }

  function take(length: number): boolean {
    room -= Math.min(room, length)
    return room > 0
  }

  return { items, see }
}

interface Change {
  readonly event: JsonObject
  /** `added`, `delta` or `done`. */
  readonly verb: string
  /** The type without it. */
  readonly name: string
}

function indexIn(event: JsonObject, list: PartList): number {
  const index = memberOf(event, list === 'content' ? 'content_index' : 'summary_index')
  return typeof index === 'number' ? index : 0
}

function bare({
  id,
  type,
  role,
  status,
}: JsonObject & { id?: unknown; type?: unknown; role?: unknown; status?: unknown }) {
  return scalarsOf({ id, type, role, status })
}
