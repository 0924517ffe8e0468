import type { JsonObject } from '../json-reading.js'

/** The members of a message, each of which may come in camelCase or in snake_case. @returns what is wrong when one comes in both. */
export function camelCase(message: JsonObject): JsonObject | string {
  const members: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(message)) {
    const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
    if (camel in members) return `Invalid value: multiple values for the field "${camel}".`
    members[camel] = value
  }
  return members
}
