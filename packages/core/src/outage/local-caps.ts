import { MAX_AMOUNT, permilleOf } from '../amounts.js'
import type { Quota } from '../store/quota.js'
import type { Charge, Offer, Offers } from '../store/store.js'
import type { OutageSettings } from './when-store-fails.js'

/** What this process knows of the quotas of a call, one amount a quota. */
export interface LocalGround {
  /** Last known to be used. */
  readonly known: readonly number[]
  /** Admitted here and handed over to the store, which may not have said so yet. */
  readonly posted: readonly number[]
}

type Part = Pick<OutageSettings, 'mode' | 'share' | 'processes'>

/** The offers of a call with caps that only this process's part of the share fits under. Charges stay as they are. */
export function localOffers(offers: Offers, quotas: readonly Quota[], ground: LocalGround, part: Part): Offers {
  const made = new Array<Offer | undefined>(offers.length)
  return {
    length: offers.length,
    at(index) {
      made[index] ??= lowered(offers.at(index), quotas, ground, part)
      return made[index]
    },
  }
}

function lowered(
  offer: Offer | undefined,
  quotas: readonly Quota[],
  { known, posted }: LocalGround,
  part: Part,
): Offer | undefined {
  if (offer === undefined) return undefined
  const charges = offer.charges.map((charge, i) => {
    const quota = quotas[i]
    return quota === undefined ? charge : loweredCharge(charge, quota, known[i] ?? 0, posted[i] ?? 0, part)
  })
  return { ...offer, charges }
}

function loweredCharge(charge: Charge, { aging }: Quota, known: number, posted: number, part: Part): Charge {
  // A share of four calls at once would be none.
  if (aging.algorithm === 'concurrency')
    return { ...charge, cap: Math.min(charge.cap, Math.max(1, Math.floor(charge.cap / part.processes))) }
  // Above the cap not even what charges nothing fits.
  if (part.mode !== 'open' && known > charge.cap) return { ...charge, cap: 0, fixed: Math.max(1, charge.fixed) }
  return { ...charge, cap: Math.max(0, localCap(charge.cap, known, part) - posted) }
}

/** Most units that this process may admit of what is left below a cap; `open`: of the cap itself. */
export function localCap(cap: number, known: number, { mode, share, processes }: Part): number {
  const room = mode === 'open' ? cap : Math.max(0, cap - known)
  return Math.min(MAX_AMOUNT, partOf(room, { share, processes }))
}

/** This process's part of the share of an amount, rounded down. */
export function partOf(amount: number, { share, processes }: Pick<Part, 'share' | 'processes'>): number {
  return Math.floor(permilleOf(amount, share) / processes)
}
