const decoder = new TextDecoder()
const LINE_END = /\r\n|\n|\r/

/** The text of an event's bytes; invalid UTF-8 becomes U+FFFD, a byte order mark is dropped. */
export function eventText(event: Uint8Array): string {
  return decoder.decode(event)
}

/** The data of an event: its `data` lines joined with LF. Comments and other fields are skipped. @returns undefined without data. */
export function eventData(text: string): string | undefined {
  if (text.startsWith('data:')) {
    const only = onlyLine(text)
    if (only !== undefined) return only
  }
  const lines = text.split(LINE_END).filter((line) => line.startsWith('data:') || line === 'data')
  return lines.length === 0 ? undefined : lines.map((line) => fieldValue(line)).join('\n')
}

/** The usual event: one data line and nothing else. */
function onlyLine(text: string): string | undefined {
  const end = text.search(/[\r\n]/)
  if (end < 0) return fieldValue(text)
  return text.length - end <= 4 && text.slice(end).trim() === '' ? fieldValue(text.slice(0, end)) : undefined
}

function fieldValue(line: string): string {
  return line.slice(line.charCodeAt(5) === 0x20 ? 6 : 5)
}
