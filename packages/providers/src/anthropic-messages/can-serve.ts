import { claudeGeneration, LAST_OLDER_CLAUDE } from '../claude-generation.js'
import { isJsonObject, type JsonObject, memberOf } from '../json.js'
import type { MessagesBody } from './messages-body.js'

const { keys } = Object

/** Members that every Claude takes. What is in neither list is known to one model or another only. */
const COMMON: ReadonlySet<string> = new Set([
  ...['model', 'messages', 'system', 'max_tokens', 'stream', 'stop_sequences', 'metadata', 'service_tier'],
  ...['tools', 'tool_choice', 'cache_control'],
])
const CUSTOM_TOOL: ReadonlySet<string> = new Set(['type', 'name', 'description', 'input_schema', 'cache_control'])
/** Efforts that every model with effort knows; others differ from generation to generation. */
const COMMON_EFFORTS: ReadonlySet<unknown> = new Set(['low', 'medium', 'high'])

/** First generations with a feature, as in `claudeGeneration`. */
const FIRST_WITH = { thinking: 307, search: 400, formats: 405, adaptiveThinking: 406, effort: 406 } as const
/** First generations without. */
const FIRST_WITHOUT = { temperatureBesideTopP: 401, prefill: 406 } as const

type Rule = (body: MessagesBody, target: number) => boolean

/** By member: whether a generation takes what it holds. */
const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['temperature', takesSampling],
  ['top_p', takesSampling],
  ['top_k', takesSampling],
  ['thinking', takesThinking],
  ['output_config', takesOutputConfig],
])

/**
 * Whether another Claude takes the same parameters. Errs on the side of no: the rung then keeps the model that was asked for.
 * Looks at parameters only, not at the length of the prompt or at images in it.
 */
export function canServeMessages(body: MessagesBody, target: string): boolean {
  const generation = claudeGeneration(target)
  if (generation === undefined || placeOf(body.model) !== placeOf(target)) return false
  const takesMembers = keys(body).every(
    (name) => !isSet(body[name]) || COMMON.has(name) || RULES.get(name)?.(body, generation) === true,
  )
  return takesMembers && takesTools(body, generation) && takesEnd(body, generation)
}

/** What platforms and routers put before the name, such as `us.anthropic.`; undefined when it is no Claude. */
function placeOf(model: unknown): string | undefined {
  if (typeof model !== 'string') return undefined
  const at = model.indexOf('claude-')
  return at < 0 ? undefined : model.slice(0, at)
}

/** https://platform.claude.com/docs/en/about-claude/models/migration-guide: gone with Opus 4.7, two at once with Opus 4.1. */
function takesSampling(body: MessagesBody, target: number): boolean {
  const isBoth = isSet(body['temperature']) && isSet(body['top_p'])
  return target <= LAST_OLDER_CLAUDE && !(isBoth && target >= FIRST_WITHOUT.temperatureBesideTopP)
}

/** https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-adaptive-thinking.html */
function takesThinking({ thinking }: MessagesBody, target: number): boolean {
  const type = memberOf(thinking, 'type')
  if (type === 'adaptive') return target >= FIRST_WITH.adaptiveThinking
  if (type === 'enabled') return target >= FIRST_WITH.thinking && target <= LAST_OLDER_CLAUDE
  return type === 'disabled' && target <= LAST_OLDER_CLAUDE
}

function takesOutputConfig({ output_config: config }: MessagesBody, target: number): boolean {
  if (!isJsonObject(config)) return false
  return Object.entries(config).every(([name, value]) => {
    if (!isSet(value)) return true
    if (name === 'effort') return COMMON_EFFORTS.has(value) && target >= FIRST_WITH.effort
    return name === 'format' && target >= FIRST_WITH.formats
  })
}

function takesTools({ tools }: MessagesBody, target: number): boolean {
  return !Array.isArray(tools) || tools.every((tool) => isJsonObject(tool) && takesTool(tool, target))
}

function takesTool(tool: JsonObject, target: number): boolean {
  const { type } = tool as JsonObject & { type?: unknown }
  if (type === 'web_search_20250305') return target >= FIRST_WITH.search
  return (!isSet(type) || type === 'custom') && keys(tool).every((name) => CUSTOM_TOOL.has(name))
}

/** https://platform.claude.com/docs/en/about-claude/models/whats-new-claude-4-6#prefill-removal */
function takesEnd({ messages }: MessagesBody, target: number): boolean {
  const last: unknown = Array.isArray(messages) ? messages.at(-1) : undefined
  return memberOf(last, 'role') !== 'assistant' || target < FIRST_WITHOUT.prefill
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null
}
