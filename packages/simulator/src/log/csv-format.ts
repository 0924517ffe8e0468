import { AZURE, BY_NAME, type Columns, FIELDS, type Field, REQUIRED } from './columns.js'
import { csvColumns, csvFields } from './csv-fields.js'
import { LogError } from './log-error.js'
import type { RowFormat } from './row-format.js'

/** Reads the header of a CSV. Without columns it is taken for the Azure trace, else to have the names of the fields. */
export function csvFormat(file: string, header: string, given: Columns | undefined): RowFormat {
  const names = fieldsOf(file, header.replace(/^\uFEFF/, ''), 1).map((name) => name.trim())
  const columns =
    given ?? (Object.values(AZURE).every((name) => name !== undefined && names.includes(name)) ? AZURE : BY_NAME)
  const places = FIELDS.map((field) => placeOf(field))
  const fields = new Set(FIELDS.filter((_, i) => places[i] !== -1))

  function placeOf(field: Field): number {
    const name = columns[field]
    const place = name === undefined ? -1 : names.indexOf(name)
    const isAsked = REQUIRED.includes(field) || (given !== undefined && name !== undefined)
    if (place === -1 && isAsked) throw missing(field, name)
    return place
  }

  function missing(field: Field, name: string | undefined): LogError {
    const what = name === undefined ? `No column is named for '${field}'` : `The header has no column '${name}'`
    return new LogError({ file, line: 1, column: 1 }, `${what}. Say which one has it: --columns ${field}=NAME.`)
  }

  return {
    fields,
    nameOf: (field) => columns[field] ?? field,
    columnOf: (line, field) => csvColumns(line)[places[FIELDS.indexOf(field)] ?? 0] ?? line.length + 1,
    values(line, number) {
      const found = fieldsOf(file, line, number)
      if (found.length !== names.length) {
        const message = `This line has ${found.length} fields, the header ${names.length}.`
        throw new LogError({ file, line: number, column: csvColumns(line)[names.length] ?? line.length + 1 }, message)
      }
      return places.map((place) => {
        const value = place === -1 ? undefined : found[place]
        return value === '' ? undefined : value
      })
    },
  }
}

function fieldsOf(file: string, line: string, number: number): readonly string[] {
  const fields = csvFields(line)
  if (Array.isArray(fields)) return fields
  throw new LogError({ file, line: number, column: fields.column }, `${fields.what}.`)
}
