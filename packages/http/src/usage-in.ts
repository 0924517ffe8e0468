import type { Usage } from '@llm-limit/core'
import { wires } from '@llm-limit/providers'

/** Usage in our shape, or as a known API reports it; {} when there is none to be read. */
export function usageIn(reported: object): Usage {
  if (isUsage(reported)) return reported
  for (const wire of wires) {
    const usage = wire.usageOf({ usage: reported, usageMetadata: reported })
    if (usage !== undefined) return usage
  }
  return {}
}

/** Core passes over values that are no amounts, so the names decide. */
function isUsage(reported: object): reported is Usage {
  return 'inputTokens' in reported || 'outputTokens' in reported
}
