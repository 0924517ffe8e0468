import { UNSCALED } from '../amounts.js'
import { measure } from '../policy/measured-call.js'
import type { Plan } from '../policy/plan.js'
import { usedIn } from '../store/operations/view.js'
import { offerList } from '../store/store.js'
import type { Denied } from './decision.js'
import { denialOf } from './denial.js'
import type { Engine } from './engine.js'
import { CallOffers } from './offers.js'
import { shortQuotas } from './room.js'
import type { SubjectIds } from './subject-keys.js'
import { tellDenied } from './tell.js'

/** No call asks for less. */
const LEAST = { inputTokens: 0, maxOutputTokens: 1 }

/** Why even the smallest call would be refused now; undefined where it would pass. One look into the store, which holds nothing. */
export async function precheck(engine: Engine, plan: Plan, ids: SubjectIds): Promise<Denied | undefined> {
  const { store, clock, events } = engine
  const call = measure(LEAST, { ...plan.expects, inputTokens: 0, calls: 1 }, true)
  const partitions = engine.partitionsOf(plan, ids, clock.now())
  const { now, records } = await store.peek(partitions)
  const asked = { plan, partitions, offers: offerList(new CallOffers(engine, plan, call)), call }
  if (shortQuotas(asked, usedIn(records, partitions, now), UNSCALED).length === 0) return undefined
  const refused = { kind: 'refused', now, reason: 'quota', repeatFactor: UNSCALED, repeatUntil: 0, records } as const
  return tellDenied(events, plan, denialOf(asked, refused), 'request')
}
