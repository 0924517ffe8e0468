const { POSITIVE_INFINITY } = Number

/** The last generation with the older tokenizer, the smaller images, sampling parameters and thinking budgets. */
export const LAST_OLDER_CLAUDE = 406

/** With whatever a platform or router puts around the name, and with the number before or after the family. */
const NAME = /claude-(?:[a-z]+-)?(\d{1,2})(?!\d)(?:[-.](\d{1,2})(?!\d))?/

/**
 * `claude-opus-4-6` is 406, `claude-3-5-haiku-20241022` is 305, `anthropic.claude-sonnet-5` is 500. A name without a number,
 * such as `claude-mythos-preview`, is taken for the newest.
 * @returns undefined when it is no Claude.
 */
export function claudeGeneration(model: string | undefined): number | undefined {
  if (model === undefined || !model.includes('claude-')) return undefined
  const [, major, minor = '0'] = NAME.exec(model) ?? []
  return major === undefined ? POSITIVE_INFINITY : Number(major) * 100 + Number(minor)
}

/** Opus 4.7 and all that came after it. */
export function isNewerClaude(model: string | undefined): boolean {
  return (claudeGeneration(model) ?? 0) > LAST_OLDER_CLAUDE
}
