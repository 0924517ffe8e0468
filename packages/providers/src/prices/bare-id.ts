const VENDORS = /^(?:openai|anthropic|google|mistralai|mistral|groq|azure|models|vertex_ai)\//
/** Bedrock: `us.anthropic.claude-opus-5-5-20260801-v1:0`. */
const BEDROCK = /^(?:[a-z]{2,6}\.)?(?:anthropic|mistral|openai)\.(.+?)(?:-v\d+(?::\d+)?)?$/
/** Vertex: `claude-opus-4-1@20250805`. */
const VERTEX_DATE = /@(?:\d{8}|default|latest)$/

/**
 * A model's id without what hosts put around it: the vendor, a region, a version of the host's own. Undefined when there is nothing
 * of the kind. Only where the host charges what the vendor does; an id with a variant, such as `:free` or `:nitro`, stays as it is.
 */
export function bareId(model: string): string | undefined {
  const bare = model
    .replace(VENDORS, '')
    .replace(BEDROCK, (_, id: string) => id)
    .replace(VERTEX_DATE, '')
  return bare === model || bare === '' ? undefined : bare
}
