import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LogCall } from './log-call.js'
import { type LogOptions, readLog } from './read-log.js'

/** Files that are gone after the test. */
export interface Folder {
  write(name: string, text: string): string
  remove(): void
}

export function temporaryFolder(): Folder {
  const folder = mkdtempSync(join(tmpdir(), 'llm-limit-simulator-'))
  return {
    write(name, text) {
      const file = join(folder, name)
      writeFileSync(file, text)
      return file
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export async function allCalls(file: string, options?: LogOptions): Promise<LogCall[]> {
  const calls: LogCall[] = []
  for await (const batch of readLog(file, options)) calls.push(...batch)
  return calls
}
