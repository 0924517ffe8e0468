import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export interface CommandPlace {
  readonly folder: string
  readonly env?: Readonly<Record<string, string>> | undefined
}

const PATIENCE_MS = 120_000

/** Runs a command to its end. @returns what it printed. @throws Error with what it wrote when it ends with another code than 0. */
export async function printedBy(command: string, parameters: readonly string[], place: CommandPlace): Promise<string> {
  const { stdout } = await promisify(execFile)(command, parameters, {
    cwd: place.folder,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'test', ...place.env },
    timeout: PATIENCE_MS,
  }).catch((cause) => {
    throw new Error(`${command} ${parameters.join(' ')} failed:\n${cause.stdout}${cause.stderr}`, { cause })
  })
  return stdout
}
