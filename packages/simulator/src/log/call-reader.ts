import { FIELDS, type Field } from './columns.js'
import type { LogCall } from './log-call.js'
import { LogError, shown } from './log-error.js'
import { readTime } from './read-time.js'
import type { RowFormat } from './row-format.js'

/** What a log may name, as far as it is known. Undefined: anything. */
export interface KnownNames {
  readonly model?: ((name: string) => boolean) | undefined
  readonly operation?: ((name: string) => boolean) | undefined
  readonly tier?: ((name: string) => boolean) | undefined
}

export type CallReader = (line: string, number: number) => LogCall

const MOST_TOKENS = 1e9

const INDEX = Object.fromEntries(FIELDS.map((field, i) => [field, i])) as Readonly<Record<Field, number>>

/** Makes requests of lines. @param nextUser Whose a request is that names nobody. */
export function callReader(
  file: string,
  format: RowFormat,
  known: KnownNames,
  nextUser: (() => string) | undefined,
): CallReader {
  const models = new Set<string>()
  let lastMs = Number.NEGATIVE_INFINITY

  return (line, number) => {
    const values = format.values(line, number)

    function fault(field: Field, what: string): LogError {
      return new LogError({ file, line: number, column: format.columnOf(line, field) }, what)
    }

    function tokens(field: Field, value: unknown): number {
      const amount = typeof value === 'string' ? Number(value) : value
      if (typeof amount === 'number' && Number.isInteger(amount) && amount >= 0 && amount <= MOST_TOKENS) return amount
      throw fault(field, `'${format.nameOf(field)}' must be a whole number of tokens, not ${shown(value)}.`)
    }

    function text(field: Field, isKnown?: (name: string) => boolean): string | undefined {
      const value = values[INDEX[field]]
      if (value === undefined) return undefined
      if (typeof value !== 'string' && typeof value !== 'number')
        throw fault(field, `'${format.nameOf(field)}' must be a text, not ${shown(value)}.`)
      const name = String(value)
      if (isKnown?.(name) === false) throw fault(field, unknownName(field, name))
      return name
    }

    function isModel(name: string): boolean {
      if (models.has(name)) return true
      const isKnown = known.model?.(name) !== false
      if (isKnown && models.size < MOST_MODELS) models.add(name)
      return isKnown
    }

    function time(): number {
      const value = values[INDEX.time]
      const atMs = readTime(value)
      if (atMs === undefined) throw fault('time', `'${format.nameOf('time')}' is ${shown(value)}. ${TIMES}`)
      if (atMs < lastMs)
        throw fault('time', `This request is ${lastMs - atMs} ms before the one above it. Sort the log by time.`)
      lastMs = atMs
      return atMs
    }

    function user(): string {
      const name = nextUser?.() ?? text('user')
      if (name === undefined || name === '') throw fault('user', `'${format.nameOf('user')}' says nobody.`)
      return name
    }

    const cap = values[INDEX.maxOutputTokens]
    return {
      line: number,
      atMs: time(),
      user: user(),
      org: text('org'),
      tier: text('tier', known.tier),
      operation: text('operation', known.operation),
      model: text('model', isModel),
      inputTokens: tokens('inputTokens', values[INDEX.inputTokens]),
      outputTokens: tokens('outputTokens', values[INDEX.outputTokens]),
      maxOutputTokens: cap === undefined ? undefined : tokens('maxOutputTokens', cap),
    }
  }
}

const MOST_MODELS = 1_000
const TIMES = 'It must be a time as in ISO 8601, such as 2026-06-15T12:00:00.000Z, or ms since 1970.'

const MENDS: Partial<Readonly<Record<Field, string>>> = {
  model: 'has no price in the policy. Add it to its prices, or map the column to another',
  operation: 'is no operation of the policy. Declare it, or leave the column out',
  tier: 'is no tier of the policy. Declare it, or leave the column out',
}

/** These names are written by the app; what is no such name may be a user's text in the wrong column. */
function unknownName(field: Field, name: string): string {
  const told = /^[\w.:/@-]{1,64}$/.test(name) ? `'${name}'` : shown(name)
  return `${field[0]?.toUpperCase()}${field.slice(1)} ${told} ${MENDS[field]}.`
}
