const GPT_5_AND_LATER = /^(?:ft:)?(?:o\d|gpt-(?:[5-9]|\d\d))/
/** Efforts that every reasoning model knows; others differ from generation to generation. */
const COMMON_EFFORTS: ReadonlySet<unknown> = new Set(['low', 'medium', 'high'])

/** o-series, gpt-5 and later reject `max_tokens`. */
export function needsCompletionCap(model: string): boolean {
  return GPT_5_AND_LATER.test(model)
}

/** Reasoning models reject sampling parameters; the others reject `reasoning_effort`. */
export function isReasoningModel(model: string): boolean {
  return GPT_5_AND_LATER.test(model) && !model.includes('-chat')
}

/** Whether an effort that one reasoning model takes is known to another. */
export function takesEffort(effort: unknown, asked: unknown, target: string): boolean {
  if (COMMON_EFFORTS.has(effort)) return true
  return typeof asked === 'string' && generationOf(asked) === generationOf(target)
}

/** `gpt-5.4-mini` -> `gpt-5.4`. */
function generationOf(model: string): string {
  return /^gpt-\d+(?:\.\d+)?|^o\d/.exec(model)?.[0] ?? model
}
