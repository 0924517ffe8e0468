import type { JsonObject } from '../json.js'

/** The members of a messages body that matter here; any of them may hold anything. */
export interface MessagesBody extends JsonObject {
  readonly model?: unknown
  readonly messages?: unknown
  readonly system?: unknown
  readonly tools?: unknown
  readonly tool_choice?: unknown
  readonly stream?: unknown
  readonly max_tokens?: unknown
  readonly thinking?: unknown
  readonly output_config?: unknown
  readonly mcp_servers?: unknown
  readonly container?: unknown
  readonly fallbacks?: unknown
  readonly cache_control?: unknown
}

/** Alone in this API: every other name is refused. */
export const CAP_MEMBER = 'max_tokens'
export const CAP_MEMBERS: readonly string[] = [CAP_MEMBER]

/** Models that answer when the first declines: each may have a cap and thinking of its own. */
export function fallbacksOf({ fallbacks }: MessagesBody): readonly unknown[] {
  return Array.isArray(fallbacks) ? fallbacks : []
}
