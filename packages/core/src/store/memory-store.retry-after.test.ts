import { expect, it } from '@jest/globals'
import { compareHistories } from '@llm-limit/testing/reference'
import type { Clock } from '../clock.js'
import { eachStep } from './histories.fixture.js'
import { memoryStore } from './memory-store.js'
import { retryAfterMs } from './retry-after.js'
import type { ReserveCall, ReserveReply, Store } from './store.js'

const BATCHES = Array.from({ length: 5 }, (_, batch) => 50_000_000 + 1_000_000 * batch)
const HISTORIES = 2_000

it.each(BATCHES)(
  'I10: tells the wait that the model finds by trying, in 2,000 histories from seed %i on',
  async (seed) => {
    const store = (clock: Clock): Store => memoryStore({ clock })
    await compareHistories({ store, histories: HISTORIES, seed, retryAfterEvery: 4 })
  },
  300_000,
)

it('I10: what is refused with a finite wait is refused one millisecond before it and admitted at it', async () => {
  let tried = 0
  await eachStep(2_500, ({ store, command, reply, moveTo }) => {
    if (command.do !== 'reserve' || reply.kind !== 'refused') return undefined
    const wait = retryAfterMs({ ...command.call, firstFactor: command.call.repeat?.factors[0] }, reply)
    if (wait > 1e12) return undefined
    const replyAt = (time: number): ReserveReply => {
      moveTo(time)
      return reserveNow(store, { ...command.call, id: 'later', issuedAt: time })
    }
    expect(['refused', 'period']).toContain(replyAt(reply.now + wait - 1).kind)
    const then = replyAt(reply.now + wait)
    if (reply.reason === 'leases') expect(then).not.toMatchObject({ reason: 'leases' })
    else expect(['granted', 'period']).toContain(then.kind)
    tried += 1
    return 'leave'
  })
  expect(tried).toBeGreaterThan(1_000)
}, 120_000)

/** The memory store answers at once. */
function reserveNow(store: Store, call: ReserveCall): ReserveReply {
  const reply = store.reserve(call)
  if (reply instanceof Promise) throw new Error('the memory store answers at once')
  return reply
}
