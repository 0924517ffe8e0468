import type { RenewCall, RenewReply, Reservation, Settlement, SettleReply } from '@llm-limit/core'
import { pushRenew, pushSettle } from '../messages/asks.js'
import { anyName, anyToken, confirmed, type ManySlots } from './many-slots.js'
import type { Amendment, Change } from './slot-asks.js'
import { type Before, type Followed, type HomeSettlement, homeRenewal, homeSettlement } from './slot-replies.js'
import { type Group, inOrder, type Spread } from './slots.js'

/** Home renews, then the other slots do as it did. */
export async function renewAcross(
  slots: ManySlots,
  spread: Spread,
  reservation: Reservation,
  call: RenewCall,
): Promise<RenewReply> {
  const { id } = reservation
  const token = anyToken('renew')
  const told = slots.told(spread, { token, reshapes: false })
  const home = homeRenewal(
    await slots.scripts.home('renew', spread, told, (list) => pushRenew(list, reservation, call)),
  )
  if (home.kind === 'closed') return home
  const { now, end, hold, observed, observedBefore } = home
  const change = { ...changeFrom(slots, id, home, observedBefore), homeNow: now, end, hold, observed }
  const replies = await Promise.all(spread.far.map((group) => follow(slots, spread, group, change)))
  const each = (field: 'used' | 'gone') =>
    spread.far.map((group, i) => ({ at: group.quotas, values: group.quotas.map((n) => replies[i]?.[field][n] ?? 0) }))
  const amendment = { ...goneOf(id, inOrder(each('gone'))), token, end }
  await confirmed(() => slots.scripts.amend(spread, amendment)).catch(() => undefined)
  slots.doubts.delete(id)
  const here = { at: spread.home.quotas, values: spread.home.quotas.map((n) => home.used[n] ?? 0) }
  const latest = Math.max(now, ...replies.map((reply) => reply.now))
  return { kind: 'renewed', now: latest, end, used: inOrder([here, ...each('used')]) }
}

/**
 * Home settles, then the other slots. What they did not confirm is kept, and done when the same settlement is tried again. When it was the
 * answer of home that was lost, home cannot say any more what they hold: they are charged, and hold too much until the lease ends.
 */
export async function settleAcross(
  slots: ManySlots,
  spread: Spread,
  reservation: Reservation,
  settlement: Settlement,
): Promise<SettleReply> {
  const { id } = reservation
  await slots.leftovers.finish(id)
  const home = await settledAtHome(slots, spread, reservation, settlement)
  const { kind, now } = home
  const change = changeOf(slots, id, home, settlement)
  slots.unanswered.delete(id)
  slots.doubts.delete(id)
  if (change === undefined) return { kind, now }
  const work = async (group: Group) => {
    const { gone } = await follow(slots, spread, group, { ...change, homeNow: now })
    if (settlement.estimated && gone.includes(1)) await slots.scripts.amend(spread, goneOf(id, gone))
  }
  await Promise.all(spread.far.map((group) => slots.leftovers.run(id, () => work(group))))
  return { kind, now }
}

async function settledAtHome(
  { scripts, told, unanswered }: ManySlots,
  spread: Spread,
  reservation: Reservation,
  settlement: Settlement,
): Promise<HomeSettlement> {
  const asked = told(spread, { token: 0, reshapes: false })
  try {
    const push = (list: number[]) => pushSettle(list, reservation, settlement)
    return homeSettlement(await scripts.home('settle', spread, asked, push))
  } catch (cause) {
    unanswered.add(reservation.id)
    throw cause
  }
}

function changeOf(
  slots: ManySlots,
  id: string,
  home: HomeSettlement,
  { charges }: Settlement,
): Omit<Change, 'homeNow'> | undefined {
  const change = { ...changeFrom(slots, id, home, home.observed), end: 0, hold: [], observed: [] }
  if (home.kind === 'settled') return { ...change, charges }
  const corrected = { ...change, endBefore: 0, holdBefore: [], observedBefore: [] }
  if (home.kind === 'corrected') return { ...corrected, charges, charged: change.observedBefore }
  const isUnanswered = slots.unanswered.has(id)
  if (home.kind === 'already' && !isUnanswered) return undefined
  return { ...corrected, charges: isUnanswered ? charges : [] }
}

/** What the other slots are known to hold, to be given back: nothing when they are in doubt, so that nothing is given back twice. */
function changeFrom(
  { doubts }: ManySlots,
  id: string,
  { tokenBefore, endBefore, holdBefore, period }: Before,
  observedBefore: readonly number[],
): Pick<Change, 'name' | 'endBefore' | 'holdBefore' | 'observedBefore' | 'period' | 'charges' | 'charged'> {
  const known = { name: anyName(), endBefore, holdBefore, observedBefore, period, charges: [], charged: [] }
  if (tokenBefore === 0 && !doubts.has(id)) return known
  return { ...known, endBefore: 0, holdBefore: [], observedBefore: [] }
}

/** Home keeps all, but of counters that are gone elsewhere nothing: should they come back, nothing of before belongs to them. */
function goneOf(id: string, gone: readonly number[]): Amendment {
  const nothing = {
    step: 0,
    end: 0,
    tokenBefore: 0,
    rungBefore: 0,
    fingerprint: undefined,
    offer: 0,
    rung: 0,
    output: 0,
  }
  return { id, token: 0, what: 'keep', ...nothing, hold: [], gone }
}

async function follow({ scripts, seen }: ManySlots, spread: Spread, group: Group, change: Change): Promise<Followed> {
  try {
    const reply = await confirmed(() => scripts.follow(spread, group, change))
    seen.note(group, reply.used, reply.now)
    return reply
  } catch (cause) {
    seen.forget(group)
    throw cause
  }
}
