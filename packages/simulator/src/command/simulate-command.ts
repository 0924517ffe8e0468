import { readFileSync } from 'node:fs'
import type { Policy } from '@llm-limit/core'
import { ConfigError, LlmLimitError } from '@llm-limit/core'
import type { Report } from '../findings/report.js'
import { readLog } from '../log/read-log.js'
import { zipfDraw } from '../log/zipf.js'
import { knownNames } from '../policy/known-names.js'
import { loadPolicy, located } from '../policy/load-policy.js'
import type { ReplayOptions } from '../replay/options.js'
import { replayer } from '../replay/replayer.js'
import { simulate } from '../replay/simulate.js'
import { reportLines } from '../terminal/report-lines.js'
import { type CommandOptions, commandOptions } from './command-options.js'

/** Where a command writes. */
export interface Terminal {
  readonly out: (text: string) => unknown
  /** Progress, a share from 0 to 1; undefined when all is read. */
  readonly progress: (share: number | undefined) => void
  readonly error: (text: string) => unknown
}

const USAGE =
  'Usage: llm-limit simulate --log FILE --policy FILE [--against FILE] [--json]\nAll options: https://github.com/llm-limit/llm-limit/blob/main/docs/guide/simulator.md\n'

/** @returns the exit code: 0, or 2 for what cannot be simulated. Writes a whole report or none. */
export async function runCommand([command, ...words]: readonly string[], terminal: Terminal): Promise<number> {
  try {
    if (command !== 'simulate') throw new ConfigError(`The command is 'simulate', not '${command ?? ''}'.`)
    const options = commandOptions(words)
    const names = [options.policy, options.against].flatMap((file) => file ?? [])
    const reports = await reportsOf(names, options, terminal)
    terminal.progress(undefined)
    terminal.out(options.json ? `${JSON.stringify(jsonOf(names, reports), undefined, 2)}\n` : textOf(names, reports))
    return 0
  } catch (cause) {
    if (!LlmLimitError.isInstance(cause)) throw cause
    terminal.progress(undefined)
    terminal.error(`${cause.message}\n${command === 'simulate' ? '' : USAGE}`)
    return 2
  }
}

async function reportsOf(files: readonly string[], options: CommandOptions, { progress }: Terminal): Promise<Report[]> {
  const { log, columns, population, speed, behaviour, waitMs, seed, maxUsers } = options
  const policies: Policy[] = []
  for (const file of files) policies.push(await loadPolicy(file))
  const replays = policies.map((policy): ReplayOptions => ({ policy, speed, behaviour, waitMs, seed, maxUsers }))
  for (const [i, file] of files.entries()) requireSound(file, replays[i])
  const nextUser = population === undefined ? undefined : userDealer(zipfDraw(population))
  return simulate(readLog(log, { columns, nextUser, known: knownNames(policies), onProgress: progress }), replays)
}

/** A policy that is no limiter yet has not been read by the engine: its mistakes are told here, where they are. */
function requireSound(file: string, replay: ReplayOptions | undefined): void {
  try {
    if (replay !== undefined) replayer(replay)
  } catch (cause) {
    throw located(file, readFileSync(file, 'utf8'), cause)
  }
}

function userDealer(draw: () => number): () => string {
  const names: string[] = []
  return () => {
    const user = draw()
    names[user] ??= `user-${String(user + 1).padStart(4, '0')}`
    return names[user]
  }
}

function jsonOf(files: readonly string[], reports: readonly Report[]): object {
  return { policies: reports.map((report, i) => ({ policy: files[i], ...report })) }
}

function textOf(files: readonly string[], reports: readonly Report[]): string {
  const [first, second] = reports
  if (first === undefined) return ''
  return `${reportLines(files, second === undefined ? [first] : [first, second]).join('\n')}\n`
}
