import { statSync } from 'node:fs'
import { ConfigError } from '@llm-limit/core'
import { type CallReader, callReader, type KnownNames } from './call-reader.js'
import type { Columns } from './columns.js'
import { csvFormat } from './csv-format.js'
import { jsonlFormat } from './jsonl-format.js'
import { type LineBatch, linesOf } from './lines.js'
import type { LogCall } from './log-call.js'
import { LogError } from './log-error.js'
import type { RowFormat } from './row-format.js'

export interface LogOptions {
  /** Default: by the end of the file's name; `.jsonl`, `.ndjson` and `.json` are JSONL. */
  readonly format?: 'csv' | 'jsonl' | undefined
  /** Default: the Azure trace, or the names of the fields; of JSONL, a ledger. */
  readonly columns?: Columns | undefined
  /** Deals the requests out to users, where the log names none, or other ones are wanted. */
  readonly nextUser?: (() => string) | undefined
  readonly known?: KnownNames | undefined
  /** @param share Of the file that is read, from 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined
}

/**
 * Reads a log of requests as it is asked for, in memory that does not grow with it.
 * @throws LogError naming file, line and column of what cannot be read, is out of order, or is not known.
 */
export async function* readLog(file: string, options: LogOptions = {}): AsyncGenerator<readonly LogCall[]> {
  const size = sizeOf(file)
  let read: CallReader | undefined
  let requests = 0
  for await (const batch of linesOf(file)) {
    const calls: LogCall[] = []
    for (const [number, line] of numbered(batch)) {
      if (read === undefined && !isJsonl(file, options)) {
        read = readerOf(file, csvFormat(file, line, options.columns), options)
        continue
      }
      read ??= readerOf(file, jsonlFormat(file, options.columns), options)
      if (line !== '') calls.push(read(line, number))
    }
    requests += calls.length
    if (calls.length > 0) yield calls
    options.onProgress?.(size === 0 ? 1 : batch.bytes / size)
  }
  if (requests === 0) throw new LogError({ file, line: 1, column: 1 }, 'This log has no requests.')
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size
  } catch (cause) {
    throw new ConfigError(`The log '${file}' cannot be read. Check its path.`, { cause })
  }
}

function* numbered({ lines, first }: LineBatch): Generator<[number, string]> {
  for (let i = 0; i < lines.length; i += 1) yield [first + i, lines[i] ?? '']
}

function isJsonl(file: string, { format }: LogOptions): boolean {
  return format === undefined ? /\.(jsonl|ndjson|json)$/i.test(file) : format === 'jsonl'
}

function readerOf(file: string, format: RowFormat, { nextUser, known = {} }: LogOptions): CallReader {
  if (nextUser === undefined && !format.fields.has('user')) {
    const message = `This log names no users. Say which column does (--columns user=NAME), or deal its requests out: --users 500.`
    throw new LogError({ file, line: 1, column: 1 }, message)
  }
  return callReader(file, format, known, nextUser)
}
