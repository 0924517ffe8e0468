import { UNSCALED } from '../amounts.js'
import type { PartitionRecord } from './record.js'
import { MAX_REPEATS, type Repeat } from './store.js'

const WIDTH = 3

/** Counts an admission of the prompt. All its repeats end at the instant the first one set. */
export function countRepeat(record: PartitionRecord, repeat: Repeat, now: number): void {
  const rows = alive(record.repeats, now)
  const at = indexOfPrompt(rows, repeat.fingerprint)
  if (at >= 0) {
    rows[at + 1] = (rows[at + 1] ?? 0) + 1
  } else {
    if (rows.length >= MAX_REPEATS * WIDTH) rows.splice(earliestEnd(rows), WIDTH)
    rows.push(repeat.fingerprint, 1, now + repeat.windowMs)
  }
  record.repeats = rows
}

/** A failed call is not a repeat. */
export function uncountRepeat(record: PartitionRecord, fingerprint: number): void {
  const at = indexOfPrompt(record.repeats, fingerprint)
  if (at < 0) return
  const count = (record.repeats[at + 1] ?? 0) - 1
  if (count > 0) record.repeats[at + 1] = count
  else record.repeats.splice(at, WIDTH)
}

function alive(rows: readonly number[], now: number): number[] {
  const kept: number[] = []
  for (let i = 0; i < rows.length; i += WIDTH) {
    if ((rows[i + 2] ?? 0) > now) kept.push(...rows.slice(i, i + WIDTH))
  }
  return kept
}

function indexOfPrompt(rows: readonly number[], fingerprint: number): number {
  for (let i = 0; i < rows.length; i += WIDTH) if (rows[i] === fingerprint) return i
  return -1
}

function earliestEnd(rows: readonly number[]): number {
  let earliest = 0
  for (let i = WIDTH; i < rows.length; i += WIDTH) {
    if ((rows[i + 2] ?? 0) < (rows[earliest + 2] ?? 0)) earliest = i
  }
  return earliest
}

/** The repeat factor of the next admission; 1000 for a first one. */
export function repeatFactorOf(rows: readonly number[], repeat: Repeat | undefined, now: number): number {
  if (repeat === undefined) return UNSCALED
  const at = aliveAt(rows, repeat.fingerprint, now)
  const count = at < 0 ? 0 : (rows[at + 1] ?? 0)
  return repeat.factors[Math.min(count, repeat.factors.length - 1)] ?? UNSCALED
}

/** When the factor falls back to the first; 0 when it is the first. */
export function repeatUntilOf(rows: readonly number[], repeat: Repeat | undefined, now: number): number {
  if (repeat === undefined || repeatFactorOf(rows, repeat, now) === (repeat.factors[0] ?? UNSCALED)) return 0
  return rows[aliveAt(rows, repeat.fingerprint, now) + 2] ?? 0
}

/** Until when a prompt is remembered. */
export function rememberedUntil(rows: readonly number[]): number {
  let until = 0
  for (let i = 0; i < rows.length; i += WIDTH) until = Math.max(until, rows[i + 2] ?? 0)
  return until
}

/** Whether no prompt is remembered any more. */
export function isForgotten(rows: readonly number[], now: number): boolean {
  return rememberedUntil(rows) <= now
}

function aliveAt(rows: readonly number[], fingerprint: number, now: number): number {
  const at = indexOfPrompt(rows, fingerprint)
  return at >= 0 && (rows[at + 2] ?? 0) > now ? at : -1
}
