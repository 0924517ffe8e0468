import { amountOf, inputOf, outputOf } from './amounts.js'
import type { Behaviour, ToolCall } from './behaviour.js'
import { type Choice, planChoice, tokensOf } from './choice.js'
import type { ModelCall } from './model-call.js'
import type { ModelRequest } from './model-request.js'
import type { TokenCounts } from './usage.js'

/** A whole answer and what it costs, before the first byte is sent. */
export interface Answer {
  readonly id: string
  readonly model: string
  /** Seconds. */
  readonly created: number
  readonly choices: readonly Choice[]
  readonly counts: TokenCounts
}

export interface AnswerOptions {
  readonly countTokens: (text: string) => number
  readonly seed: number
}

export function planAnswer(
  request: ModelRequest,
  call: ModelCall,
  behaviour: Behaviour,
  options: AnswerOptions,
): Answer {
  const wantedTokens = outputOf(request, behaviour)
  const order = {
    wantedTokens,
    cap: behaviour.ignoresCap === true ? undefined : call.cap,
    reasoningTokens: Math.min(wantedTokens, amountOf(request, behaviour.reasoningTokens ?? 0)),
    toolCalls: toolCallsOf(call, behaviour),
    words: behaviour.words,
    text: behaviour.text,
  }
  const choices = Array.from({ length: call.choices }, (_, index) =>
    planChoice({ ...order, index, topic: `${options.seed}/${index}/${call.prompt}` }),
  )
  return {
    id: request.id,
    model: behaviour.servedModel ?? call.model,
    created: Math.floor(request.startedAt / 1_000),
    choices,
    counts: {
      ...inputCounts(request, behaviour, () => options.countTokens(call.prompt)),
      outputTokens: choices.reduce((sum, choice) => sum + tokensOf(choice), 0),
      reasoningTokens: choices.reduce((sum, choice) => sum + choice.reasoningTokens, 0),
    },
  }
}

/** Input of a call and the parts of it that touch the prompt cache. */
export function inputCounts(
  request: ModelRequest,
  behaviour: Behaviour,
  counted: () => number,
): Pick<TokenCounts, 'inputTokens' | 'cacheReadTokens' | 'cacheWriteTokens'> {
  const inputTokens = inputOf(request, behaviour, counted)
  const cacheReadTokens = Math.min(inputTokens, amountOf(request, behaviour.cacheReadTokens ?? 0))
  const cacheWriteTokens = Math.min(inputTokens - cacheReadTokens, amountOf(request, behaviour.cacheWriteTokens ?? 0))
  return { inputTokens, cacheReadTokens, cacheWriteTokens }
}

function toolCallsOf({ forcedTool }: ModelCall, { toolCalls }: Behaviour): readonly ToolCall[] {
  return toolCalls ?? (forcedTool === undefined ? [] : [{ name: forcedTool }])
}
