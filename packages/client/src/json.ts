export type JsonObject = Readonly<Record<string, unknown>>

/** @returns undefined for a text that is no JSON object. */
export function jsonObject(text: string): JsonObject | undefined {
  try {
    return asObject(JSON.parse(text))
  } catch {
    return undefined
  }
}

export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
}

export function textIn(object: JsonObject | undefined, name: string): string | undefined {
  const value = object?.[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A whole number from 0 on. */
export function countIn(object: JsonObject | undefined, name: string): number | undefined {
  const value = object?.[name]
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

/** An address that a page may link to: never `javascript:`. */
export function linkIn(object: JsonObject | undefined, name: string): string | undefined {
  const link = textIn(object, name)
  return link !== undefined && /^(https?:\/\/|\/(?!\/))/i.test(link) ? link : undefined
}
