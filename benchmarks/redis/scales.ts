import { setTimeout as wait } from 'node:timers/promises'
import { inFlight } from './in-flight.js'
import type { Server } from './server.js'

/** A dictionary that grows has two tables for a while. */
const REHASHED_MS = 500

/** Bytes of the server a user, when `work` was done for each, `times` times in a row. */
export type Scales = (work: (user: number, time: number) => Promise<unknown>, times?: number) => Promise<number>

/** Weighs with half of the users and with all: what connections and scripts take is in both. */
export function scalesOf({ control, usedMemory }: Server, users: number): Scales {
  return async function weigh(work, times = 1) {
    const half = Math.ceil(users / times ** 0.5)
    await control.flushall('SYNC')
    const weights: number[] = []
    for (const first of [0, half]) {
      await inFlight(64, half * times, (turn) => work(first + (turn % half), Math.floor(turn / half)))
      await wait(REHASHED_MS)
      weights.push(await usedMemory())
    }
    const keys = await control.dbsize()
    if (keys < 2 * half) throw new Error(`The server has ${keys} keys of ${2 * half} users.`)
    const [lighter = Number.NaN, heavier = Number.NaN] = weights
    return (heavier - lighter) / half
  }
}
