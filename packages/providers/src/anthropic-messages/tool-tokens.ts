import { claudeGeneration, isNewerClaude } from '../claude-generation.js'
import { isJsonObject, memberOf } from '../json.js'
import type { MessagesBody } from './messages-body.js'

const { keys } = Object

/** What a tool and each of its properties add to their text; fitted to Claude 4.5 by ai-tokenizer 1.0.6. */
const PER_TOOL = 53
const PER_PROPERTY = 13
/** The newer tokenizer. */
const NEWER = 1.3

/** Of the prompt that comes with tools, when the model may choose and when it must call one. */
interface ToolPrompt {
  readonly free: number
  readonly forced: number
}

/** https://platform.claude.com/docs/en/agents-and-tools/tool-use/overview#pricing, and an older edition of it for the first ones. */
const TOOL_PROMPTS: readonly (readonly [upTo: number, prompt: ToolPrompt])[] = [
  [404, { free: 346, forced: 346 }],
  [405, { free: 496, forced: 588 }],
  [406, { free: 497, forced: 589 }],
  [407, { free: 675, forced: 804 }],
  [408, { free: 290, forced: 410 }],
]
/** The longest of them, for models that it does not list. */
const UNLISTED: ToolPrompt = { free: 675, forced: 804 }

/** What tools cost beside their text: the prompt that explains them, and how they are rendered. */
export function toolTokens({ tools, tool_choice: choice }: MessagesBody, model: string | undefined): number {
  const generation = claudeGeneration(model)
  if (generation === undefined || !Array.isArray(tools) || tools.length === 0) return 0
  const { free, forced } = TOOL_PROMPTS.find(([upTo]) => generation <= upTo)?.[1] ?? UNLISTED
  const type = memberOf(choice, 'type')
  const rendered = tools.reduce((sum: number, tool) => sum + PER_TOOL + PER_PROPERTY * propertiesOf(tool), 0)
  return (type === 'any' || type === 'tool' ? forced : free) + Math.ceil(rendered * (isNewerClaude(model) ? NEWER : 1))
}

function propertiesOf(tool: unknown): number {
  const properties = memberOf(memberOf(tool, 'input_schema'), 'properties')
  return isJsonObject(properties) ? keys(properties).length : 0
}
