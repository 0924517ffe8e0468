import type { Policy } from '@llm-limit/core'
import type { CallLog } from '../log/log-call.js'
import { readTarget } from '../suggest/read-target.js'
import { suggest, unlimited } from '../suggest/suggest.js'
import { suggestionLines } from '../suggest/suggestion-lines.js'
import type { CommandOptions } from './command-options.js'

/** What `--suggest` prints. @param openLog Opens the log from its beginning, to be read for these policies. */
export async function suggestionText(
  target: string,
  policy: Policy,
  { speed, behaviour, waitMs, seed, maxUsers, json }: CommandOptions,
  openLog: (policies: readonly Policy[]) => CallLog,
): Promise<string> {
  const widest = unlimited(readTarget(target), policy)
  const log = (): CallLog => openLog([widest])
  const suggestion = await suggest({ target, policy, log, speed, behaviour, waitMs, seed, maxUsers })
  return `${json ? JSON.stringify(suggestion, undefined, 2) : suggestionLines(suggestion).join('\n')}\n`
}

/** How often a log is read, as long as goals and spend go together. */
const PASSES = 12

/** Progress over several readings of one log. @returns what begins the next one. */
export function passesOf(progress: (share: number) => void): () => (share: number) => void {
  let begun = 0
  return () => {
    const before = begun++
    return (share) => progress(Math.min(1, (before + share) / PASSES))
  }
}
