import type { Admission } from '@llm-limit/core'

/** How long a request waits before its first byte. What an earlier guard of it has waited is part of that. */
export function delayMsOf(admission: Admission, earlier: Admission | undefined): number {
  const ownMs = ownDelayMs(admission)
  return ownMs === 0 || earlier === undefined ? ownMs : Math.max(0, ownMs - ownDelayMs(earlier))
}

function ownDelayMs({ isEnforced, terms }: Admission): number {
  return isEnforced ? terms.delayMs : 0
}
