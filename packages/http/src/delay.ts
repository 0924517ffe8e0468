import type { Llm } from './llm.js'

/** How long a request waits before its first byte. What an earlier guard of it has waited is part of that. */
export function delayMsOf(llm: Llm, earlier: Llm | undefined): number {
  return Math.max(0, ownDelayMs(llm) - (earlier === undefined ? 0 : ownDelayMs(earlier)))
}

function ownDelayMs({ admission, terms }: Llm): number {
  return admission.isEnforced ? terms.delayMs : 0
}
