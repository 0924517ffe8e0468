import { MAX_AMOUNT } from '../amounts.js'
import type { Clock } from '../clock.js'
import { type Named, nameOf } from '../store/record-table.js'
import { LATE_MS } from '../store/store.js'

/** Estimated settlements that can still be corrected; beyond, the oldest is final. */
const MOST_LATE = 10_000
/** Grants looked at when one is added: nobody may ever have settled them. */
const SWEEP_STEPS = 2

/** What a reservation holds, and until when anybody may come back to it. */
interface LocalGrant {
  readonly held: readonly number[]
  readonly until: number
}

/** The reservations that this process granted without the store: their way leads back here, whatever the store does meanwhile. */
export interface LocalGrants {
  readonly size: number
  has(reservation: Named): boolean
  /** Whether its lease ended before anybody settled it. */
  hasEnded(reservation: Named): boolean
  /** @param end Of its lease. */
  put(reservation: Named, held: readonly number[], end: number): void
  /** @returns by how much it holds more than before. */
  raise(reservation: Named, held: readonly number[], end: number): readonly number[]
  /** It was settled, for good or by an estimate. */
  close(reservation: Named, estimated: boolean): void
}

export function localGrants(clock: Clock): LocalGrants {
  const open = new Map<string, LocalGrant>()
  /** When a correction comes too late. */
  const late = new Map<string, number>()

  function sweep(): void {
    const now = clock.now()
    let steps = SWEEP_STEPS
    for (const [name, grant] of open) {
      steps -= 1
      open.delete(name)
      if (grant.until > now) open.set(name, grant)
      if (steps === 0) break
    }
    for (const [name, until] of late) {
      if (until > now && late.size <= MOST_LATE) break
      late.delete(name)
    }
  }

  return {
    get size() {
      return open.size + late.size
    },
    has(reservation) {
      if (open.size + late.size === 0) return false
      const name = nameOf(reservation)
      return open.has(name) || late.has(name)
    },
    hasEnded(reservation) {
      const grant = open.get(nameOf(reservation))
      return grant !== undefined && grant.until - LATE_MS <= clock.now()
    },
    put(reservation, held, end) {
      sweep()
      open.set(nameOf(reservation), { held, until: end + LATE_MS })
    },
    raise(reservation, amounts, end) {
      const name = nameOf(reservation)
      const before = open.get(name)?.held ?? []
      const held = before.map((amount, i) => Math.min(MAX_AMOUNT, Math.max(amount, amounts[i] ?? 0)))
      open.set(name, { held, until: end + LATE_MS })
      return held.map((amount, i) => amount - (before[i] ?? 0))
    },
    close(reservation, estimated) {
      const name = nameOf(reservation)
      open.delete(name)
      late.delete(name)
      if (estimated) late.set(name, clock.now() + LATE_MS)
      sweep()
    },
  }
}
