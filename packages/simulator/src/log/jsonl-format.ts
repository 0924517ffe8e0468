import { type Columns, FIELDS, type Field, LEDGER } from './columns.js'
import { LogError } from './log-error.js'
import type { RowFormat } from './row-format.js'

/** One JSON object a line. Without columns it is taken for a ledger: event `attempt-ended` with time and user. */
export function jsonlFormat(file: string, columns: Columns = LEDGER): RowFormat {
  const paths = FIELDS.map((field) => columns[field]?.split('.'))
  return {
    fields: new Set(FIELDS.filter((_, i) => paths[i] !== undefined)),
    nameOf: (field) => columns[field] ?? field,
    columnOf: (line, field) => columnIn(line, paths[FIELDS.indexOf(field)]?.at(-1)),
    values(line, number) {
      const row = parse(file, line, number)
      return paths.map((path) => (path === undefined ? undefined : valueAt(row, path)))
    },
  }
}

function parse(file: string, line: string, number: number): object {
  let row: unknown
  try {
    row = JSON.parse(line)
  } catch (cause) {
    throw new LogError({ file, line: number, column: faultIn(line, cause) }, 'This line is not JSON.')
  }
  if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row
  throw new LogError({ file, line: number, column: 1 }, 'This line is JSON, but not an object.')
}

/** V8 says where; at the end of the line when it ended too soon. */
function faultIn(line: string, cause: unknown): number {
  const [, position] = / at position (\d+)/.exec(String(cause)) ?? []
  return position === undefined ? line.length + 1 : Number(position) + 1
}

function valueAt(row: object, path: readonly string[]): unknown {
  let value: unknown = row
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[name]
  }
  return value ?? undefined
}

function columnIn(line: string, name: Field | string | undefined): number {
  const at = name === undefined ? -1 : line.indexOf(`"${name}"`)
  return at === -1 ? 1 : at + 1
}
