import { setTimeout as sleep } from 'node:timers/promises'
import { ask, type Caller, callModel, run, streamModel, type Wanted } from './calls.js'
import type { AppSettings } from './settings.js'

/** So many calls of one process at a time. */
const HANDS = 6
const LONGEST_WORK_MS = 12
/** Most tokens sent, and of answer: in traffic, and when a budget is to be used up. */
const SMALL = 20
const LARGE = 150
/** An app forgets a call so rarely that open calls stay below what a user may have. */
const ABANDON_EVERY_MS = 400
/** After it was told that the store fails, or that too many calls are open. */
const COOL_MS = 20

/** The hands of an app that make calls, until they are told otherwise. */
export interface Crew {
  pace(perSecond: number, abandons: boolean): void
  /** Spends as fast as it can, until each user is refused a single token. @returns whether that happened in time. */
  rush(withinMs: number): Promise<boolean>
  /** Settles when no call runs. */
  rest(): Promise<void>
}

export function crewOf(caller: Caller, { users, work }: Pick<AppSettings, 'users' | 'work'>): Crew {
  const { draw, diary } = caller
  let shift = 0
  let working: Promise<unknown> = Promise.resolve()
  let abandonedAt = 0

  function wanted(size: number): Wanted {
    const user = users[draw(users.length)] ?? ''
    return { user, inputTokens: 1 + draw(size), maxOutputTokens: draw(size + 1) }
  }

  async function oneCall(want: Wanted, abandons: boolean): Promise<void> {
    if (work === 'mixed' && draw(10) === 0) return run(caller, want, draw(LONGEST_WORK_MS))
    const decision = await ask(caller, want)
    if (decision?.outcome !== 'admitted') return
    if (abandons && Date.now() - abandonedAt > ABANDON_EVERY_MS) {
      abandonedAt = Date.now()
      diary.write({ is: 'abandoned', id: decision.id })
    } else if (work === 'stream' || draw(50) === 0) await streamModel(caller, decision, want)
    else await callModel(caller, decision, want, draw(LONGEST_WORK_MS))
  }

  async function paced(own: number, everyMs: number, abandons: boolean): Promise<void> {
    await sleep(draw(Math.ceil(everyMs)))
    for (let due = performance.now(); shift === own; due += everyMs) {
      await oneCall(wanted(SMALL), abandons)
      due = Math.max(due, performance.now() - everyMs)
      await sleep(Math.max(1, due + everyMs - performance.now()))
    }
  }

  async function rushed(full: Set<string>, until: number): Promise<void> {
    while (full.size < users.length && performance.now() < until) {
      const want = wanted(LARGE)
      if (full.has(want.user)) continue
      const decision = await ask(caller, want)
      if (decision?.outcome === 'admitted') await callModel(caller, decision, want, 0)
      else if (decision?.outcome === 'unavailable') await sleep(COOL_MS)
      else if (await isFull(want.user)) full.add(want.user)
    }
  }

  async function isFull(user: string): Promise<boolean> {
    const last = { user, inputTokens: 1, maxOutputTokens: 0 }
    const decision = await ask(caller, last)
    if (decision?.outcome === 'admitted') await callModel(caller, decision, last, 0)
    if (decision?.outcome === 'denied' && decision.reason !== 'busy') return true
    if (decision?.outcome !== 'admitted') await sleep(COOL_MS)
    return false
  }

  async function rest(): Promise<void> {
    shift += 1
    await working
  }

  return {
    pace(perSecond, abandons) {
      shift += 1
      const own = shift
      const hands = work === 'stream' ? 2 * HANDS : HANDS
      const before = working
      working = Promise.all([
        before,
        ...Array.from({ length: hands }, () => paced(own, (1_000 * hands) / perSecond, abandons)),
      ])
    },
    async rush(withinMs) {
      await rest()
      const full = new Set<string>()
      const until = performance.now() + withinMs
      await Promise.all(Array.from({ length: HANDS }, () => rushed(full, until)))
      // What one hand held while another was refused comes last.
      full.clear()
      await rushed(full, until)
      return full.size === users.length
    },
    rest,
  }
}
