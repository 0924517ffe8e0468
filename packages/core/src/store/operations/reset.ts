import { type PartitionRecord, RUNG, SETTLED, write } from '../record.js'
import { beginWriting, type View } from './view.js'

/** Forgets what was settled, the rung and the repeats. Rule 29 of docs/reference/store.md. */
export function resetIn(view: View): void {
  beginWriting(view)
  view.records.forEach(forgetSettled)
}

/** The period and what is held stay, so that open reservations still end into them. */
function forgetSettled(record: PartitionRecord): void {
  for (let slot = 0; slot < record.quotas.length; slot += 1) write(record, slot, SETTLED, 0)
  record.older = []
  record.repeats = []
  record.state[RUNG] = 0
}
