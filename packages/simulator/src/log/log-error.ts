import { LlmLimitError } from '@llm-limit/core'

/** Where in a log. */
export interface LogPlace {
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
}

/** A log that cannot be replayed: nothing is concluded from a part of it. */
export class LogError extends LlmLimitError {
  readonly file: string
  readonly line: number
  readonly column: number

  constructor({ file, line, column }: LogPlace, message: string) {
    super('invalid-log', `${file}:${line}:${column}: ${message}`)
    this.file = file
    this.line = line
    this.column = column
  }
}

/** Numbers, times and names of models are told as they are; any other text may be what a user wrote, so only its length is. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value)
  if (typeof value !== 'string') return Array.isArray(value) ? 'a list' : 'an object'
  return /^[\d.,:+\-TZ /]{1,40}$/.test(value) ? `'${value}'` : `a text of ${value.length} characters`
}
