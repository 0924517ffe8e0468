/** One call of the trace: when it came, and how many tokens it took. */
export interface TracedCall {
  /** Milliseconds after the first call. */
  readonly atMs: number
  readonly inputTokens: number
  readonly outputTokens: number
}

export interface Trace {
  /** When the first call came, in ms since the Unix epoch; the trace's times are taken as UTC. */
  readonly startMs: number
  /** In the order in which they came. */
  readonly calls: readonly TracedCall[]
}

const HEADER = 'TIMESTAMP,ContextTokens,GeneratedTokens'
const LINE = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{3})\d*,(\d+),(\d+)$/

/**
 * Reads a trace of the Azure Public Dataset. Lines end in CRLF or LF, the last one may have no end.
 * @throws Error naming the first line that cannot be read, or that comes before its predecessor.
 */
export function readTrace(text: string): Trace {
  const [header, ...lines] = text.trimEnd().split(/\r?\n/)
  if (header !== HEADER) throw new Error(`The trace must start with '${HEADER}'.`)
  const rows = lines.map((line, i) => readLine(line, i + 2))
  const startMs = rows[0]?.timeMs ?? 0
  rows.forEach(({ timeMs }, i) => {
    if (timeMs < (rows[i - 1]?.timeMs ?? 0))
      throw new Error(`Line ${i + 2} of the trace comes before the one above it.`)
  })
  return { startMs, calls: rows.map(({ timeMs, ...tokens }) => ({ atMs: timeMs - startMs, ...tokens })) }
}

function readLine(line: string, number: number): Omit<TracedCall, 'atMs'> & { readonly timeMs: number } {
  const [, day, time, input, output] = LINE.exec(line) ?? []
  const timeMs = Date.parse(`${day}T${time}Z`)
  if (Number.isNaN(timeMs)) throw new Error(`Line ${number} of the trace cannot be read: '${line.slice(0, 80)}'.`)
  return { timeMs, inputTokens: Number(input), outputTokens: Number(output) }
}
