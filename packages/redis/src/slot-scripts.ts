import type { Offers, PeekReply } from '@llm-limit/core'
import { idHash } from '@llm-limit/core/store-kit'
import { offerAt } from './asks.js'
import { integers, listOf, peekReply } from './decode.js'
import { front, pushOffer } from './encode.js'
import { failed, type ScriptRunner } from './script-runner.js'
import type { Operation } from './scripts.gen.js'
import { type Followed, followReply, type JoinReply, joinReply } from './slot-replies.js'
import type { Group, Spread } from './slots.js'

/** What a script is told of the partitions of a call that lie elsewhere (lua/view.lua). */
export interface Told {
  /** Store time there, as far as is known: what a record was last written at. */
  readonly now: number
  /** Looked at for this call, so that home need not ask for that. */
  readonly isFresh: boolean
  readonly token: number
  /** Whether records are made to count just the quotas of the call. */
  readonly reshapes: boolean
  /** Units used of every quota of the call; those of quotas that lie here are not read. */
  readonly used: readonly number[]
}

/** A grant of home that another slot is asked to join. Lists have one number for each quota of the call. */
export interface JoinAsk {
  readonly id: string
  readonly isRaise: boolean
  readonly homeNow: number
  /** When what is held there before ends; 0 when nothing is known to be. */
  readonly endBefore: number
  readonly end: number
  readonly weight: number
  readonly repeatFactor: number
  readonly offers: Offers
  /** Into the offers: no better one. */
  readonly offer: number
  /** Tokens: no longer answer. */
  readonly output: number
  readonly used: readonly number[]
  readonly taken: readonly number[]
  readonly holdBefore: readonly number[]
  readonly observed: readonly number[]
  readonly period: readonly number[]
}

/** What another slot does after home. */
export interface Change {
  /** Done once, however often it arrives. */
  readonly name: number
  readonly homeNow: number
  /** 0: nothing is given back. */
  readonly endBefore: number
  /** 0: nothing is held from now on. */
  readonly end: number
  readonly holdBefore: readonly number[]
  readonly observedBefore: readonly number[]
  readonly period: readonly number[]
  readonly hold: readonly number[]
  readonly observed: readonly number[]
  readonly charges: readonly number[]
  readonly charged: readonly number[]
}

/** What home is told once the others have followed or refused to (lua/amend.lua). */
export interface Amendment {
  readonly id: string
  readonly token: number
  readonly what: 'keep' | 'lessen' | 'take back'
  readonly step: number
  readonly end: number
  readonly tokenBefore: number
  readonly rungBefore: number
  readonly fingerprint: number | undefined
  readonly offer: number
  readonly rung: number
  readonly output: number
  readonly hold: readonly number[]
  readonly gone: readonly number[]
}

export interface SlotScripts {
  home(
    operation: Operation,
    spread: Spread,
    told: Told,
    push: (list: number[]) => void,
    offers?: Offers,
  ): Promise<unknown>
  join(spread: Spread, group: Group, ask: JoinAsk): Promise<JoinReply>
  follow(spread: Spread, group: Group, change: Change): Promise<Followed>
  amend(spread: Spread, amendment: Amendment): Promise<void>
  look(group: Group): Promise<PeekReply>
  /** Resolves to the time at which it was done. */
  reset(spread: Spread, group: Group, since: number): Promise<number>
}

/** What view.lua adds to the counts of partitions, and of quotas that lie elsewhere. */
const SPREAD = 256
const ELSEWHERE = 4096
const WHATS = { keep: 0, lessen: 1, 'take back': 2 } as const
const NOTHING_TOLD = { isFresh: false, token: 0, reshapes: false, used: [] }

export function slotScripts({ clock, run }: ScriptRunner): SlotScripts {
  function begin({ partitions, count }: Spread, { places }: Group, told: Told): number[] {
    const list = front(partitions, clock())
    list[0] = partitions.length + SPREAD
    partitions.forEach(({ quotas }, place) => {
      if (!places.includes(place)) list[2 + place] = quotas.length + ELSEWHERE
    })
    list.push(told.now, told.isFresh ? 1 : 0, told.token, told.reshapes ? 1 : 0)
    pushEach(list, told.used, count)
    return list
  }

  async function ask(
    operation: Operation,
    spread: Spread,
    group: Group,
    list: number[],
    offers?: Offers,
  ): Promise<unknown> {
    const asked = run(operation, spread.partitions, list, group.partitions)
    return asked.catch((cause: unknown) => failed(operation, cause, offers))
  }

  return {
    home(operation, spread, told, push, offers) {
      const list = begin(spread, spread.home, told)
      push(list)
      return ask(operation, spread, spread.home, list, offers)
    },

    async join(spread, group, join) {
      const told = { ...NOTHING_TOLD, now: join.homeNow, reshapes: !join.isRaise, used: join.used }
      const list = begin(spread, group, told)
      const { offers, isRaise, endBefore, end, weight, repeatFactor } = join
      list.push(isRaise ? 1 : 0, endBefore, end, weight, repeatFactor, offers.length - join.offer)
      for (const each of [join.taken, join.holdBefore, join.observed, join.period]) pushEach(list, each, spread.count)
      for (let i = join.offer; i < offers.length; i += 1) pushOffer(list, offerAt(offers, i), join.output)
      const reply = await ask('join', spread, group, list, offers)
      return joinReply(reply, { id: join.id, partitions: group.partitions })
    },

    async follow(spread, group, change) {
      const list = begin(spread, group, { ...NOTHING_TOLD, now: change.homeNow })
      list.push(change.name, change.endBefore, change.end)
      const { holdBefore, observedBefore, period, hold, observed, charges, charged } = change
      for (const each of [holdBefore, observedBefore, period, hold, observed, charges, charged])
        pushEach(list, each, spread.count)
      return followReply(await ask('follow', spread, group, list))
    },

    async amend(spread, amendment) {
      const list = begin(spread, spread.home, { ...NOTHING_TOLD, now: 0 })
      const { id, token, what, step, end, tokenBefore, rungBefore, fingerprint, offer, rung, output } = amendment
      list.push(idHash(id), token, WHATS[what], step, end, tokenBefore, rungBefore)
      list.push(fingerprint === undefined ? 0 : fingerprint + 1, offer, rung, output)
      for (const each of [amendment.hold, amendment.gone]) pushEach(list, each, spread.count)
      await ask('amend', spread, spread.home, list)
    },

    async reset(spread, group, since) {
      const reply = await ask('reset', spread, group, begin(spread, group, { ...NOTHING_TOLD, now: since }))
      return integers(listOf(reply))[0] ?? 0
    },

    async look({ partitions }) {
      const reply = await run('peek', partitions, front(partitions, clock())).catch((cause) => failed('peek', cause))
      return peekReply(reply, partitions)
    },
  }
}

function pushEach(list: number[], values: readonly number[], count: number): void {
  for (let i = 0; i < count; i += 1) list.push(values[i] ?? 0)
}
