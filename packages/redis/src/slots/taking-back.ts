import { offerAt } from '../messages/asks.js'
import { anyName, confirmed, type ManySlots } from './many-slots.js'
import type { Request } from './request.js'
import type { Amendment, Change } from './slot-asks.js'
import type { HomeGranted, Joined } from './slot-replies.js'
import type { Group } from './slots.js'

/** A group that has joined, and what it was granted: an index into all offers. */
export interface Member {
  readonly group: Group
  readonly reply: Joined
}

export interface Grant {
  readonly offer: number
  readonly output: number
  readonly hold: readonly number[]
}

/**
 * As if it had never been granted; the lease is the backstop. What home had granted before is left to it: somebody may hold it, although
 * it was never confirmed.
 */
export async function takeBack(
  slots: ManySlots,
  request: Request,
  home: HomeGranted,
  members: readonly Member[],
  tokenBefore: number,
): Promise<void> {
  const end = knownEnd(slots, request, home)
  const changes = members.map(({ group, reply }) => {
    const change = changeOf(home, reply.hold, home.holdBefore, end)
    return confirmed(() => slots.scripts.follow(request.spread, group, change)).catch(() => slots.seen.forget(group))
  })
  const amendment = {
    ...amendmentOf(request, home, home),
    what: 'take back',
    tokenBefore,
    end: home.endBefore,
  } as const
  const hold = home.holdBefore
  const isRepeated = request.step === 0 && home.tokenBefore > 0
  const amend = () => slots.scripts.amend(request.spread, { ...amendment, hold })
  await Promise.all([...changes, isRepeated ? undefined : confirmed(amend)])
}

/** When what the other slots hold of the reservation ends: 0 when they are in doubt, so that nothing is taken back twice. */
export function knownEnd({ doubts }: ManySlots, { id }: Request, { tokenBefore, endBefore }: HomeGranted): number {
  return tokenBefore === 0 && !doubts.has(id) ? endBefore : 0
}

/** Moves what a slot has joined with. */
export function changeOf(home: HomeGranted, from: readonly number[], to: readonly number[], end: number): Change {
  const { observed, period } = home
  const moved = { endBefore: home.end, end, holdBefore: from, hold: to, observedBefore: observed, observed, period }
  return { name: anyName(), homeNow: home.now, ...moved, charges: [], charged: [] }
}

/** Home keeps the grant, or the lesser one that came of it. */
export function amendmentOf(
  { id, step, token, offers, fingerprint }: Request,
  home: HomeGranted,
  { offer, output, hold }: Grant,
): Amendment {
  const { end, tokenBefore, rungBefore } = home
  const rung = offer === home.offer ? home.rung : offerAt(offers, offer).rung
  const grant = { offer, rung, output, hold, gone: [] }
  return { id, token, what: 'keep', step, end, tokenBefore, rungBefore, fingerprint, ...grant }
}
