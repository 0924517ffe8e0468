import { openSync, writeSync } from 'node:fs'

/** What an app saw, in the order in which it saw it. `at` is the time of day in ms, `ms` what the answer took. */
export type Entry = { readonly at: number } & (
  | {
      readonly is: 'admitted'
      readonly ms: number
      readonly user: string
      readonly id: string
      readonly used: number
      readonly held: number
    }
  | { readonly is: 'denied'; readonly ms: number; readonly user: string; readonly reason: string }
  | { readonly is: 'unavailable'; readonly ms: number; readonly user: string }
  /** The model has sent so much so far; the store was told. */
  | { readonly is: 'streamed' | 'renewed'; readonly id: string; readonly units: number }
  /** What the call has cost, before the store is told; then the store was told. */
  | { readonly is: 'spent'; readonly id: string; readonly units: number }
  | { readonly is: 'settled'; readonly id: string }
  | { readonly is: 'abandoned'; readonly id: string }
  | { readonly is: 'told'; readonly event: string; readonly detail: string }
  | { readonly is: 'broken'; readonly what: string }
)

type WithoutTime<Each> = Each extends unknown ? Omit<Each, 'at'> : never

/** Written at once: what was written before SIGKILL stays. */
export interface Diary {
  write(entry: WithoutTime<Entry>): void
}

export function openDiary(file: string): Diary {
  const handle = openSync(file, 'a')
  return {
    write(entry) {
      writeSync(handle, `${JSON.stringify({ at: Date.now(), ...entry })}\n`)
    },
  }
}
