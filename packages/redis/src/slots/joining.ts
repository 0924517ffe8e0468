import { type Granted, type OutsidePeriods, type Refused, type ReserveReply, StoreError } from '@llm-limit/core'
import { confirmed, type ManySlots } from './many-slots.js'
import type { Request } from './request.js'
import type { Amendment } from './slot-asks.js'
import type { HomeGranted, Joined, JoinReply } from './slot-replies.js'
import { type Group, inOrder, type Spread } from './slots.js'
import { amendmentOf, changeOf, type Grant, knownEnd, type Member, takeBack } from './taking-back.js'

/** A period has begun in another slot since home decided. */
export interface Later {
  readonly kind: 'later'
  readonly now: number
}

/** Home has granted and holds: the other slots join, or all is as it was before. */
export async function joinFar(slots: ManySlots, request: Request, home: HomeGranted): Promise<ReserveReply | Later> {
  const members: Member[] = []
  let grant: Grant = home
  for (const group of request.spread.far) {
    const reply = await joined(slots, request, home, members, group, grant)
    if (reply.kind !== 'joined') return refusedBy(slots, request, home, members, group, reply)
    grant = reply
    members.push({ group, reply })
  }
  return concluded(slots, request, home, members, grant)
}

async function joined(
  slots: ManySlots,
  request: Request,
  home: HomeGranted,
  members: readonly Member[],
  group: Group,
  grant: Grant,
): Promise<JoinReply> {
  const { spread, id, step, weight, offers, taken } = request
  const { scripts, seen } = slots
  const ask = { id, isRaise: step > 0, homeNow: home.now, end: home.end, weight, offers, taken }
  const { holdBefore, observed, period, repeatFactor } = home
  const before = { endBefore: knownEnd(slots, request, home), holdBefore, observed, period }
  const asked = { ...ask, ...before, repeatFactor, used: home.usedBefore }
  try {
    const reply = await scripts.join(spread, group, { ...asked, offer: grant.offer, output: grant.output })
    return reply.kind === 'joined' ? { ...reply, offer: grant.offer + reply.offer } : reply
  } catch (cause) {
    seen.forget(group)
    await takeBack(slots, request, home, members, request.token).catch(() => undefined)
    throw cause
  }
}

async function refusedBy(
  slots: ManySlots,
  request: Request,
  home: HomeGranted,
  members: readonly Member[],
  group: Group,
  reply: Exclude<JoinReply, Joined>,
): Promise<Refused | OutsidePeriods | Later> {
  await takeBack(slots, request, home, members, home.tokenBefore)
  if (reply.kind === 'later' || reply.kind === 'period') return reply
  if (reply.kind !== 'refused') throw new StoreError('A slot replied what it never replies.')
  slots.seen.noteRecords(group, reply.records, reply.now)
  slots.seen.noteTight(group, true)
  const { repeatFactor, repeatUntil } = home
  const others = [request.spread.home, ...request.spread.far].filter((each) => each !== group)
  const looks = await Promise.all(others.map((each) => slots.scripts.look(each)))
  const found = looks.map(({ records }, i) => ({ at: others[i]?.places ?? [], values: records }))
  const records = inOrder([{ at: group.places, values: reply.records }, ...found])
  return { ...reply, now: Math.max(reply.now, ...looks.map(({ now }) => now)), repeatFactor, repeatUntil, records }
}

async function concluded(
  slots: ManySlots,
  request: Request,
  home: HomeGranted,
  members: readonly Member[],
  grant: Grant,
): Promise<Granted> {
  const { spread, id, token } = request
  const isLess = grant.offer !== home.offer || grant.output !== home.output
  const gone = inOrder(members.map(({ group, reply }) => ({ at: group.quotas, values: own(group, reply.gone) })))
  const amendment = { ...amendmentOf(request, home, grant), gone }
  if (isLess) await lessen(slots, request, home, members, { ...amendment, what: 'lessen' })
  else if (token > 0)
    slots.later(
      id,
      confirmed(() => slots.scripts.amend(spread, amendment)),
    )
  slots.doubts.delete(id)
  for (const { group, reply } of members) {
    slots.seen.note(group, reply.used, reply.now)
    slots.seen.noteTight(group, isLess || home.isTight)
  }
  return {
    ...{ kind: 'granted', now: Math.max(home.now, ...members.map(({ reply }) => reply.now)) },
    ...{ offer: grant.offer, rung: amendment.rung, output: grant.output },
    ...{ repeatFactor: home.repeatFactor, end: home.end, used: usedAfter(spread, home, members, grant) },
  }
}

/** Another slot has granted less than home, or than the slots before it: all hold the same then. */
async function lessen(
  { scripts }: ManySlots,
  request: Request,
  home: HomeGranted,
  members: readonly Member[],
  amendment: Amendment,
): Promise<void> {
  const { spread } = request
  const changes = members.map(async ({ group, reply }) => {
    if (group.quotas.every((n) => reply.hold[n] === amendment.hold[n])) return
    const change = changeOf(home, reply.hold, amendment.hold, home.end)
    await confirmed(() => scripts.follow(spread, group, change))
  })
  await Promise.all([...changes, confirmed(() => scripts.amend(spread, amendment))])
}

function own({ quotas }: Group, values: readonly number[]): number[] {
  return quotas.map((n) => values[n] ?? 0)
}

/** With what the final grant holds, where the one that was counted held more. */
function usedAfter({ home: group }: Spread, home: HomeGranted, members: readonly Member[], grant: Grant): number[] {
  const lists = [{ group, reply: home }, ...members].map(({ group, reply }) => ({
    at: group.quotas,
    values: group.quotas.map((n) => (reply.used[n] ?? 0) - Math.max(0, (reply.hold[n] ?? 0) - (grant.hold[n] ?? 0))),
  }))
  return inOrder(lists)
}
