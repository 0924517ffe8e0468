import { type Granted, type ReserveReply, StoreError, usedIn } from '@llm-limit/core'
import { joinFar, type Later } from './joining.js'
import type { Looked, ManySlots } from './many-slots.js'
import type { Request } from './request.js'
import type { HomeGrant } from './slot-replies.js'
import { inOrder, type Spread } from './slots.js'

/** A period may begin between home and another slot: then once more, in the new one. */
const ATTEMPTS = 3

/**
 * Home first, then the other slots, each with no more than was granted before it: narrow first, wide last. Home holds all while they are
 * asked, and hands it back when one refuses. Exact while nothing fails.
 *
 * Home knows reservations by their ids, the other slots only sums. So nobody asks them twice whether they have joined: where an answer is
 * lost, or a process dies between home and them, they hold too much until the lease ends, at most the holds of the calls it happened to.
 * They never hold too little. What home is told of them (a user's share of everyone's budget binds by it) is one reply old.
 */
export async function grantAcross(slots: ManySlots, request: Request): Promise<ReserveReply> {
  let since = 0
  for (let left = ATTEMPTS; left > 0; left -= 1) {
    const reply = await attempt(slots, request, since)
    if (reply.kind !== 'later') return reply
    since = reply.now
  }
  throw new StoreError('The clocks of the nodes of this Redis Cluster do not agree on the period.')
}

async function attempt(slots: ManySlots, request: Request, since: number): Promise<ReserveReply | Later> {
  const { spread } = request
  const { reply, looked } = await askHome(slots, request, since)
  if (reply.kind === 'granted') return joinFar(slots, request, reply)
  if (reply.kind === 'look') throw new StoreError('Home asks what it was told.')
  if (reply.kind === 'closed' || reply.kind === 'period') return reply
  const found = looked ?? (await slots.look(spread))
  const now = Math.max(reply.now, found.now)
  if (reply.kind === 'again') return grantedAgain(spread, reply, found, now)
  const home = { at: spread.home.places, values: reply.records }
  return { ...reply, now, records: inOrder([home, { at: found.at, values: found.records }]) }
}

/** Other slots are looked at first when they are known to be nearly full, or not known; or when home finds that it matters. */
async function askHome(
  slots: ManySlots,
  { spread, step, token, askHome }: Request,
  since: number,
): Promise<{ readonly reply: HomeGrant; readonly looked: Looked | undefined }> {
  const more = { token, reshapes: step === 0 }
  const looked = spread.far.some((group) => slots.seen.isTight(group)) ? await slots.look(spread) : undefined
  const told = (found: Looked | undefined): Promise<HomeGrant> => askHome(slots.told(spread, more, since, found))
  let reply = await told(looked)
  let found = looked
  if (reply.kind === 'look') {
    for (const group of spread.far) slots.seen.noteTight(group, true)
    found = await slots.look(spread)
    reply = await told(found)
  }
  if (reply.kind !== 'refused' || found === undefined || found.now >= reply.now) return { reply, looked: found }
  // Home is ahead of the others, since a clock stepped back: what it was told of them was of an earlier time, at which more was held.
  const ahead = await slots.look(spread, reply.now)
  return { reply: await told(ahead), looked: ahead }
}

function grantedAgain(
  { home, far }: Spread,
  { used, ...grant }: Omit<Granted, 'kind'>,
  { records }: Looked,
  now: number,
): Granted {
  const all = far.flatMap((group) => group.partitions)
  const elsewhere = { at: far.flatMap(({ quotas }) => quotas), values: usedIn(records, all, now) }
  const here = { at: home.quotas, values: home.quotas.map((n) => used[n] ?? 0) }
  return { ...grant, kind: 'granted', now, used: inOrder([here, elsewhere]) }
}
