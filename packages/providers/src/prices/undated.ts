const DATE = /-(?:\d{4}-\d{2}-\d{2}|\d{8}|latest)$/

/** `gpt-5-2025-08-07`, `claude-haiku-4-5-20251001`, `mistral-large-latest` without the date; undefined when there is none. */
export function undated(model: string): string | undefined {
  const at = model.search(DATE)
  return at <= 0 ? undefined : model.slice(0, at)
}
