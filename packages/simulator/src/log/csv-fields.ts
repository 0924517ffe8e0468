/** Where a line of CSV breaks RFC 4180. */
export interface CsvFault {
  /** From 1. */
  readonly column: number
  readonly what: string
}

const QUOTE = '"'

/** The fields of one line of CSV (RFC 4180). A field in quotes may not go on in the next line: a log has one request a line. */
export function csvFields(line: string): string[] | CsvFault {
  return line.includes(QUOTE) ? quotedFields(line) : line.split(',')
}

/** Where each field of a line begins, from 1. */
export function csvColumns(line: string): number[] {
  const starts = [1]
  let isQuoted = false
  for (let i = 0; i < line.length; i += 1) {
    if (line[i] === QUOTE) isQuoted = !isQuoted
    else if (line[i] === ',' && !isQuoted) starts.push(i + 2)
  }
  return starts
}

function quotedFields(line: string): string[] | CsvFault {
  const fields: string[] = []
  let at = 0
  while (at <= line.length) {
    const end = line[at] === QUOTE ? closingQuote(line, at) : endOfPlain(line, at)
    if (end === -1) return { column: at + 1, what: 'A quote is opened and not closed in this line' }
    if (end < line.length && line[end] !== ',')
      return { column: end + 1, what: 'A comma is missing after a closing quote, or a quote is not doubled' }
    fields.push(unquoted(line.slice(at, end)))
    at = end + 1
  }
  return fields
}

/** Index after the quote that closes a field; -1 when none does. */
function closingQuote(line: string, start: number): number {
  let at = line.indexOf(QUOTE, start + 1)
  while (at !== -1 && line[at + 1] === QUOTE) at = line.indexOf(QUOTE, at + 2)
  return at === -1 ? -1 : at + 1
}

function endOfPlain(line: string, start: number): number {
  const comma = line.indexOf(',', start)
  const end = comma === -1 ? line.length : comma
  const quote = line.indexOf(QUOTE, start)
  return quote === -1 || quote > end ? end : quote
}

function unquoted(field: string): string {
  return field.startsWith(QUOTE) ? field.slice(1, -1).replaceAll('""', QUOTE) : field
}
