import type { Offers, PeekReply } from '@llm-limit/core'
import { idHash } from '@llm-limit/core/store-kit'
import { offerAt } from '../messages/asks.js'
import { integers, listOf, peekReply } from '../messages/decode.js'
import { front, pushOffer } from '../messages/encode.js'
import { failed, type ScriptRunner } from '../script-runner.js'
import type { Operation } from '../scripts.gen.js'
import type { Amendment, Change, JoinAsk, Told } from './slot-asks.js'
import { type Followed, followReply, type JoinReply, joinReply } from './slot-replies.js'
import type { Group, Spread } from './slots.js'

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
  /** @param at Store time, if that is later than by the clock. */
  look(group: Group, at?: number): Promise<PeekReply>
  /** Resolves to the time at which it was done. */
  reset(spread: Spread, group: Group, since: number): Promise<number>
}

const WHATS = { keep: 0, lessen: 1, 'take back': 2 } as const
const NOTHING_TOLD = { isFresh: false, token: 0, reshapes: false, used: [] }

export function slotScripts({ clock, run }: ScriptRunner): SlotScripts {
  function begin({ partitions, count }: Spread, told: Told): number[] {
    const list = front(partitions, clock())
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
      const list = begin(spread, told)
      push(list)
      return ask(operation, spread, spread.home, list, offers)
    },

    async join(spread, group, join) {
      const told = { ...NOTHING_TOLD, now: join.homeNow, reshapes: !join.isRaise, used: join.used }
      const list = begin(spread, told)
      const { offers, isRaise, endBefore, end, weight, repeatFactor } = join
      list.push(isRaise ? 1 : 0, endBefore, end, weight, repeatFactor, offers.length - join.offer)
      for (const each of [join.taken, join.holdBefore, join.observed, join.period]) pushEach(list, each, spread.count)
      for (let i = join.offer; i < offers.length; i += 1) pushOffer(list, offerAt(offers, i), join.output)
      const reply = await ask('join', spread, group, list, offers)
      return joinReply(reply, { id: join.id, partitions: group.partitions })
    },

    async follow(spread, group, change) {
      const list = begin(spread, { ...NOTHING_TOLD, now: change.homeNow })
      list.push(change.name, change.endBefore, change.end)
      const { holdBefore, observedBefore, period, hold, observed, charges, charged } = change
      for (const each of [holdBefore, observedBefore, period, hold, observed, charges, charged])
        pushEach(list, each, spread.count)
      return followReply(await ask('follow', spread, group, list))
    },

    async amend(spread, amendment) {
      const list = begin(spread, { ...NOTHING_TOLD, now: 0 })
      const { id, token, what, step, end, tokenBefore, rungBefore, fingerprint, offer, rung, output } = amendment
      list.push(idHash(id), token, WHATS[what], step, end, tokenBefore, rungBefore)
      list.push(fingerprint === undefined ? 0 : fingerprint + 1, offer, rung, output)
      for (const each of [amendment.hold, amendment.gone]) pushEach(list, each, spread.count)
      await ask('amend', spread, spread.home, list)
    },

    async reset(spread, group, since) {
      const reply = await ask('reset', spread, group, begin(spread, { ...NOTHING_TOLD, now: since }))
      return integers(listOf(reply))[0] ?? 0
    },

    async look({ partitions }, at = clock()) {
      const reply = await run('peek', partitions, front(partitions, at)).catch((cause) => failed('peek', cause))
      return peekReply(reply, partitions)
    },
  }
}

function pushEach(list: number[], values: readonly number[], count: number): void {
  for (let i = 0; i < count; i += 1) list.push(values[i] ?? 0)
}
