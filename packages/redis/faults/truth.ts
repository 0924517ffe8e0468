import { readFile } from 'node:fs/promises'
import type { Entry } from './app/diary.js'

/** What became of an admitted call. */
export interface CallTruth {
  readonly app: number
  readonly user: string
  readonly id: string
  readonly at: number
  /** Tokens that the user had used then, this call included, as the limiter said. */
  readonly used: number
  readonly held: number
  /** Tokens that it cost so far. */
  spent: number
  /** Of these, tokens that the store was told while it streamed. */
  renewed: number
  /** When the limiter had taken note of what it cost. */
  settledAt: number
  state: 'open' | 'spent' | 'settled' | 'abandoned'
}

/** An answer to who asked. */
export interface Answered {
  readonly app: number
  readonly user: string
  readonly at: number
  readonly ms: number
  readonly is: 'admitted' | 'denied' | 'unavailable'
  readonly reason: string
}

/** What all apps saw, by their own diaries. */
export interface Truth {
  readonly calls: readonly CallTruth[]
  readonly answers: readonly Answered[]
  readonly told: readonly (Extract<Entry, { is: 'told' }> & { readonly app: number })[]
  /** What no limiter may do. */
  readonly broken: readonly string[]
}

export async function readTruth(diaries: readonly string[]): Promise<Truth> {
  const calls = new Map<string, CallTruth>()
  const answers: Answered[] = []
  const told: Truth['told'][number][] = []
  const broken: string[] = []
  for (const [app, file] of diaries.entries()) {
    for (const entry of entriesOf(await readFile(file, 'utf8').catch(() => ''))) {
      if (entry.is === 'told') told.push({ ...entry, app })
      else if (entry.is === 'broken') broken.push(`app ${app}: ${entry.what}`)
      else if ('ms' in entry) {
        answers.push({
          app,
          user: entry.user,
          at: entry.at,
          ms: entry.ms,
          is: entry.is,
          reason: entry.is === 'denied' ? entry.reason : '',
        })
        if (entry.is === 'admitted')
          calls.set(entry.id, { ...entry, app, spent: 0, renewed: 0, settledAt: 0, state: 'open' })
      } else tell(calls.get(entry.id), entry)
    }
  }
  answers.sort((a, b) => a.at - b.at)
  return { calls: [...calls.values()], answers, told, broken }
}

function tell(call: CallTruth | undefined, entry: Extract<Entry, { id: string }>): void {
  if (call === undefined) return
  if (entry.is === 'streamed') call.spent = entry.units
  if (entry.is === 'renewed') call.renewed = entry.units
  if (entry.is === 'settled' || entry.is === 'abandoned') call.state = entry.is
  if (entry.is === 'settled') call.settledAt = entry.at
  if (entry.is !== 'spent') return
  call.spent = entry.units
  call.state = 'spent'
}

/** A process that was killed may have written half a line. */
function entriesOf(text: string): Entry[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Entry)
}

/** Tokens spent by each user. */
export function spentByUser({ calls }: Truth, users: readonly string[]): number[] {
  const sums = new Map(users.map((user) => [user, 0]))
  for (const { user, spent } of calls) sums.set(user, (sums.get(user) ?? 0) + spent)
  return users.map((user) => sums.get(user) ?? 0)
}

export function total(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0)
}

/** How often which answer was given, and what limiters told of. */
export function summaryOf({ answers, told }: Truth): string[] {
  const counts = new Map<string, number>()
  for (const { is, reason } of answers) count(counts, `${is} ${reason}`.trim())
  for (const { event, detail } of told) count(counts, event === 'store-failed' ? `${event} ${detail}` : event)
  return [...counts].map(([what, times]) => `${times} x ${what}`)
}

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}
