import type { Closed, Granted, OutsidePeriods, Refused } from '@llm-limit/core'
import { type Asked, integers, listOf, unexpected, withoutGrant } from '../messages/decode.js'

/** First number of a reply (lua/view.lua). */
const GRANTED = 1
const AGAIN = 4
const LOOK = 5
const LATER = 6

/** What home says to a reserve or a raise whose other partitions lie elsewhere. Lists have one number for each quota of the call. */
export type HomeGrant =
  | HomeGranted
  | (Omit<Granted, 'kind'> & { readonly kind: 'again' })
  /** How much is used elsewhere matters, and what was told of it may be old. */
  | { readonly kind: 'look' }
  | Refused
  | Closed
  | OutsidePeriods

export interface HomeGranted extends Granted, Before {
  readonly repeatUntil: number
  readonly rungBefore: number
  readonly isTight: boolean
  /** Used before the grant. */
  readonly usedBefore: readonly number[]
  readonly hold: readonly number[]
}

/** What home knew of a reservation before it did what the other slots are to follow. */
export interface Before {
  /** 0: the other slots are known to hold what the reservation holds. */
  readonly tokenBefore: number
  /** 0: they hold nothing of it. */
  readonly endBefore: number
  readonly holdBefore: readonly number[]
  readonly observed: readonly number[]
  readonly period: readonly number[]
}

export function homeGrant(reply: unknown, asked: Asked): HomeGrant {
  const list = listOf(reply)
  const [kind] = list
  if (kind === LOOK) return { kind: 'look' }
  if (kind !== GRANTED && kind !== AGAIN) return withoutGrant(list, asked)
  const [now = 0] = integers(list.slice(1, 2))
  const [head = [], ...rest] = list.slice(2).map((each) => integers(listOf(each)))
  const [offer = 0, rung = 0, output = 0, repeatFactor = 0, end = 0] = head
  const [used = [], usedBefore = [], hold = [], holdBefore = [], observed = [], period = []] = rest
  const grant = { now, offer, rung, output, repeatFactor, end, used }
  if (kind === AGAIN) return { kind: 'again', ...grant }
  const [repeatUntil = 0, rungBefore = 0, tokenBefore = 0, endBefore = 0, tight = 0] = head.slice(5)
  const before = { rungBefore, tokenBefore, endBefore, usedBefore, holdBefore, observed, period }
  return { kind: 'granted', ...grant, ...before, hold, repeatUntil, isTight: tight === 1 }
}

/** What a slot says that is to join. */
export type JoinReply = Joined | Refused | OutsidePeriods | Closed | { readonly kind: 'later'; readonly now: number }

/** The offer of home or a lesser one, and what it holds of every quota of the call. */
export interface Joined {
  readonly kind: 'joined'
  readonly now: number
  /** Into the offers it was asked for. */
  readonly offer: number
  readonly output: number
  readonly used: readonly number[]
  readonly hold: readonly number[]
  /** 1 for quotas that it no longer counts. */
  readonly gone: readonly number[]
}

export function joinReply(reply: unknown, asked: Asked): JoinReply {
  const list = listOf(reply)
  const [kind, now = 0] = integers(list.slice(0, 2))
  if (kind === LATER) return { kind: 'later', now }
  if (kind !== GRANTED) return withoutGrant(list, asked)
  const [[offer = 0, output = 0] = [], used = [], hold = [], gone = []] = list
    .slice(2)
    .map((each) => integers(listOf(each)))
  return { kind: 'joined', now, offer, output, used, hold, gone }
}

export interface Followed {
  readonly now: number
  readonly used: readonly number[]
  readonly gone: readonly number[]
}

export function followReply(reply: unknown): Followed {
  const list = listOf(reply)
  const [kind, now = 0] = integers(list.slice(0, 2))
  if (kind !== GRANTED) return unexpected()
  const [used = [], gone = []] = list.slice(2).map((each) => integers(listOf(each)))
  return { now, used, gone }
}

export type HomeRenewal = HomeRenewed | Closed

export interface HomeRenewed extends Before {
  readonly kind: 'renewed'
  readonly now: number
  readonly end: number
  readonly used: readonly number[]
  readonly hold: readonly number[]
  readonly observedBefore: readonly number[]
}

export function homeRenewal(reply: unknown): HomeRenewal {
  const list = listOf(reply)
  const [kind, now = 0] = integers(list.slice(0, 2))
  if (kind !== GRANTED) return { kind: 'closed', now }
  const [[end = 0, endBefore = 0, tokenBefore = 0] = [], ...lists] = list.slice(2).map((each) => integers(listOf(each)))
  const [used = [], hold = [], holdBefore = [], observed = [], observedBefore = [], period = []] = lists
  const before = { tokenBefore, endBefore, holdBefore, observedBefore, period }
  return { kind: 'renewed', now, end, used, hold, observed, ...before }
}

/** `observed` was charged already, unless the reservation was open. */
export interface HomeSettlement extends Before {
  readonly kind: 'settled' | 'corrected' | 'already' | 'marked'
  readonly now: number
}

const SETTLEMENTS = ['settled', 'corrected', 'already', 'marked'] as const

export function homeSettlement(reply: unknown): HomeSettlement {
  const list = listOf(reply)
  const [kind = -1, now = 0] = integers(list.slice(0, 2))
  const [[end = 0, tokenBefore = 0] = [], ...lists] = list.slice(2).map((each) => integers(listOf(each)))
  const [holdBefore = [], observed = [], period = []] = lists
  return { kind: SETTLEMENTS[kind] ?? unexpected(), now, tokenBefore, endBefore: end, holdBefore, observed, period }
}
