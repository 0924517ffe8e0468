import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Policy } from '@llm-limit/core'
import { ConfigError, LlmLimitError } from '@llm-limit/core'
import type { Report } from '../findings/report.js'
import { assumptions } from '../html/assumptions.js'
import { reportPage } from '../html/report-page.js'
import { requireTarget, writeWhole } from '../html/write-whole.js'
import type { CallLog } from '../log/log-call.js'
import { readLog } from '../log/read-log.js'
import { zipfDraw } from '../log/zipf.js'
import { knownNames } from '../policy/known-names.js'
import { loadPolicy, located } from '../policy/load-policy.js'
import type { ReplayOptions } from '../replay/options.js'
import { replayer } from '../replay/replayer.js'
import { simulate } from '../replay/simulate.js'
import { reportLines } from '../terminal/report-lines.js'
import { type CommandOptions, commandOptions } from './command-options.js'
import { passesOf, suggestionText } from './suggestion-text.js'

/** Where a command writes. */
export interface Terminal {
  readonly out: (text: string) => unknown
  /** Progress, a share from 0 to 1; undefined when all is read. */
  readonly progress: (share: number | undefined) => void
  readonly error: (text: string) => unknown
}

const USAGE =
  'Usage: llm-limit simulate --log FILE --policy FILE [--against FILE] [--json] [--html FILE]\n       llm-limit simulate --log FILE --suggest TARGET [--policy FILE] [--json]\nAll options: https://github.com/llm-limit/llm-limit/blob/main/docs/guide/simulator.md\n'

/** @returns the exit code: 0, or 2 for what cannot be simulated. Writes a whole report or none. */
export async function runCommand([command, ...words]: readonly string[], terminal: Terminal): Promise<number> {
  try {
    if (command !== 'simulate') throw new ConfigError(`The command is 'simulate', not '${command ?? ''}'.`)
    const options = commandOptions(words)
    if (options.suggest !== undefined) {
      const text = await suggestionOf(options.suggest, options, terminal)
      terminal.progress(undefined)
      terminal.out(text)
      return 0
    }
    const names = [options.policy, options.against].flatMap((file) => file ?? [])
    if (options.html !== undefined) requireTarget('--html', options.html, [options.log, ...names])
    const reports = await reportsOf(names, options, terminal)
    terminal.progress(undefined)
    if (options.html !== undefined) writeWhole('--html', options.html, pageOf(options, names, reports))
    terminal.out(options.json ? `${JSON.stringify(jsonOf(names, reports), undefined, 2)}\n` : textOf(names, reports))
    return 0
  } catch (cause) {
    if (!LlmLimitError.isInstance(cause)) throw cause
    terminal.progress(undefined)
    terminal.error(`${cause.message}\n${command === 'simulate' ? '' : USAGE}`)
    return 2
  }
}

async function suggestionOf(target: string, options: CommandOptions, { progress }: Terminal): Promise<string> {
  const [policy = {}] = await soundPolicies(
    [options.policy].flatMap((file) => file ?? []),
    options,
  )
  const passes = passesOf(progress)
  return suggestionText(target, policy, options, (known) => openLog(options, known, passes()))
}

async function reportsOf(files: readonly string[], options: CommandOptions, { progress }: Terminal): Promise<Report[]> {
  const policies = await soundPolicies(files, options)
  const replays = policies.map((policy) => replayOf(policy, options))
  return simulate(openLog(options, policies, progress), replays)
}

async function soundPolicies(files: readonly string[], options: CommandOptions): Promise<Policy[]> {
  const policies: Policy[] = []
  for (const file of files) policies.push(await loadPolicy(file))
  for (const [i, policy] of policies.entries()) requireSound(files[i] ?? '', replayOf(policy, options))
  return policies
}

function replayOf(policy: Policy, { speed, behaviour, waitMs, seed, maxUsers }: CommandOptions): ReplayOptions {
  return { policy, speed, behaviour, waitMs, seed, maxUsers }
}

/** @param policies That know all models, operations and tiers that it may name. */
function openLog(
  { log, columns, population }: CommandOptions,
  policies: readonly Policy[],
  onProgress: (share: number) => void,
): CallLog {
  const nextUser = population === undefined ? undefined : userDealer(zipfDraw(population))
  return readLog(log, { columns, nextUser, known: knownNames(policies), onProgress })
}

/** A policy that is no limiter yet has not been read by the engine: its mistakes are told here, where they are. */
function requireSound(file: string, replay: ReplayOptions): void {
  try {
    replayer(replay)
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

function pageOf(options: CommandOptions, files: readonly string[], reports: readonly Report[]): string {
  const names = shortNames(files)
  const policies = reports.map((report, i) => ({ name: names[i] ?? '', report }))
  return reportPage({ log: basename(options.log), policies, assumptions: assumptions(options) })
}

/** A page is passed on: it has no paths where the names of files tell them apart. */
function shortNames(files: readonly string[]): readonly string[] {
  const names = files.map((file) => basename(file))
  return new Set(names).size === names.length ? names : files
}

function textOf(files: readonly string[], reports: readonly Report[]): string {
  const [first, second] = reports
  if (first === undefined) return ''
  return `${reportLines(files, second === undefined ? [first] : [first, second]).join('\n')}\n`
}
