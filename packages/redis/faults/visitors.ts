import { setTimeout as sleep } from 'node:timers/promises'
import type { Answered } from './truth.js'
import { visit } from './visitor.js'

/** After how many events of the stream the user of a visit leaves; undefined: stays. */
export type Leaves = (visit: number) => number | undefined

/** The users of web apps. */
export interface Visitors {
  readonly answers: readonly Answered[]
  /** Visits come at an even pace, whatever becomes of them. */
  goOn(ms: number, leaves?: Leaves): Promise<void>
  allEnded(): Promise<unknown>
  /** Visits until a dozen at once are refused. */
  untilRefused(): Promise<void>
}

const VISITS_A_SECOND = 60
const DOZEN = 12

export function visitorsOf(ports: readonly number[], users: readonly string[]): Visitors {
  const answers: Answered[] = []
  const open = new Set<Promise<unknown>>()
  let count = 0

  async function one(leaveAfter: number | undefined): Promise<Answered | undefined> {
    const app = count % ports.length
    const user = users[count % users.length] ?? ''
    count += 1
    const answered = await visit({ app, port: ports[app] ?? 0, user, leaveAfter })
    if (answered !== undefined) answers.push(answered)
    return answered
  }

  return {
    answers,
    async goOn(ms, leaves = () => undefined) {
      const until = performance.now() + ms
      for (let round = 0; performance.now() < until; round += 1) {
        const visiting = one(leaves(round))
        open.add(visiting)
        void visiting.finally(() => open.delete(visiting))
        await sleep(1_000 / VISITS_A_SECOND)
      }
    },
    allEnded: () => Promise.all(open),
    async untilRefused() {
      for (;;) {
        const dozen = await Promise.all(Array.from({ length: DOZEN }, () => one(undefined)))
        if (dozen.every((answered) => answered?.is === 'denied')) return
      }
    },
  }
}
