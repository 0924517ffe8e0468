import type { PeekReply } from '@llm-limit/core'
import type { SlotScripts } from './slot-scripts.js'
import type { Group } from './slots.js'

/**
 * Looks at groups in several slots, at one time. Each node tells what has ended by its own clock. One that is behind a record in another
 * slot, since a clock stepped back, is asked once more, as of the time of that record.
 * @param since When a record in yet another slot was written.
 */
export async function lookAtOnce(
  { look }: Pick<SlotScripts, 'look'>,
  groups: readonly Group[],
  since = 0,
): Promise<readonly PeekReply[]> {
  const looks = await Promise.all(groups.map(async (group) => ({ group, reply: await look(group) })))
  const written = Math.max(since, ...looks.flatMap(({ reply }) => reply.records.map(({ state }) => state[0] ?? 0)))
  return Promise.all(looks.map(({ group, reply }) => (reply.now < written ? look(group, written) : reply)))
}
