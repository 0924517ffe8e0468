import { MAX_LEASES, type Offer, type ReserveCall } from '@llm-limit/core'
import { bindingOf, chargesOf, factorOf } from './charges.js'
import type { Finding } from './entry.js'
import { type LedgerView, lookOf, usedOf } from './view.js'

export function differentTime({ now }: LedgerView, reply: { readonly now: number }): Finding | undefined {
  return reply.now === now ? undefined : { invariant: 'I13', what: `the store decided at ${reply.now}, not at ${now}` }
}

/**
 * @param expected Undefined when the store has to decide.
 * @param mayRefuse What was granted before is granted again.
 */
export function differentKind(
  { kind }: { readonly kind: string },
  expected: string | undefined,
  mayRefuse = false,
): Finding | undefined {
  if (expected === undefined && (kind === 'granted' || (mayRefuse && kind === 'refused'))) return undefined
  if (kind === expected) return undefined
  return { invariant: 'I15', what: `the store replied ${kind}, not ${expected ?? 'granted'}` }
}

/** I1, for every quota that binds. */
export function aboveCap(
  view: LedgerView,
  offer: Offer,
  before: readonly number[],
  after: readonly number[],
): Finding | undefined {
  const binding = bindingOf(view, before)
  for (const [i, { quota }] of view.places.entries()) {
    const cap = offer.charges[i]?.cap ?? 0
    if (binding[i] !== true || (after[i] ?? 0) <= cap) continue
    return { invariant: 'I1', what: `'${quota.counter}' is at ${after[i]} of ${cap} after a grant` }
  }
  return undefined
}

/** What fits is not refused: of the last offer, the shortest answer. */
export function refusedInVain(view: LedgerView, { offers, weight, repeat }: ReserveCall): Finding | undefined {
  const offer = offers.at(offers.length - 1)
  const look = lookOf(view)
  if (offer === undefined || look.home.leases.length >= MAX_LEASES) return undefined
  const used = usedOf(look)
  const least = chargesOf(look, offer, weight, factorOf(look.home, repeat, look.now), offer.output.min)
  const after = used.map((units, i) => units + (least[i] ?? 0))
  if (aboveCap(look, offer, used, after) !== undefined) return undefined
  return {
    invariant: 'I2',
    what: `the store refused what fits: ${used} of ${offer.charges.map(({ cap }) => cap)} are used`,
  }
}

export function differentUse(
  expected: readonly number[],
  reply: { readonly used: readonly number[]; readonly end: number },
  end: number,
): Finding | undefined {
  if (reply.end !== end) return { invariant: 'I2', what: `the lease ends at ${reply.end}, not at ${end}` }
  const place = expected.findIndex((units, i) => reply.used[i] !== units)
  if (place < 0) return undefined
  return { invariant: 'I3', what: `quota ${place} is at ${reply.used[place]}, and the ledger says ${expected[place]}` }
}
