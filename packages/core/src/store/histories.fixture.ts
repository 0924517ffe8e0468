import {
  type Command,
  randomHistory,
  runOnStore,
  type StoreOutcome,
  seededRandom,
  touchedBy,
} from '@llm-limit/testing/reference'
import { memoryStore } from './memory-store.js'
import type { Store } from './store.js'

/** What a test sees after one step of a random history. */
export interface HistoryStep {
  readonly store: Store
  readonly command: Exclude<Command, { do: 'clock' }>
  readonly reply: StoreOutcome
  /** The whole of what is stored for the partitions of the command, before and after it. */
  readonly before: string
  readonly after: string
  /** The same step once more. */
  readonly again: () => Promise<{ readonly reply: StoreOutcome; readonly after: string }>
  readonly moveTo: (time: number) => void
}

/** Runs `count` random histories on memory stores and looks at every step; a history is left when `visit` returns 'leave'. */
export async function eachStep(count: number, visit: (step: HistoryStep) => unknown): Promise<void> {
  for (let seed = 0; seed < count; seed += 1) await tell(seed, visit)
}

async function tell(seed: number, visit: (step: HistoryStep) => unknown): Promise<void> {
  let time = 0
  const store = memoryStore({ clock: { now: () => time, setTimer: () => () => {} } })
  const moveTo = (to: number): void => {
    time = to
  }
  for (const command of randomHistory(seededRandom(seed))) {
    if (command.do === 'clock') {
      moveTo(command.to)
      continue
    }
    const stored = async (): Promise<string> => JSON.stringify((await store.peek(touchedBy(command))).records)
    const before = await stored()
    const reply = await runOnStore(store, command)
    const after = await stored()
    const again = async () => ({ reply: await runOnStore(store, command), after: await stored() })
    if ((await visit({ store, command, reply, before, after, again, moveTo })) === 'leave') return
  }
}
