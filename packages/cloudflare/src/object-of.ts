import { InvalidCallError, type Partition } from '@llm-limit/core'

/**
 * The name of the one object that keeps all partitions of a call: what core says, else the front of the key, up to the end of what stands
 * in braces.
 */
export function objectOf(partitions: readonly Partition[]): string {
  const [name = NOBODY, ...others] = partitions.map(placeOf)
  if (others.some((other) => other !== name))
    throw new InvalidCallError(
      'Partitions of one call lie in several Durable Objects: give them the same `together`, or the same text in braces in their keys.',
    )
  return name
}

/** An object that keeps nothing. */
export const NOBODY = 'nobody'

function placeOf({ key, together }: Partition): string {
  return together ?? key.slice(0, key.indexOf('}') + 1 || key.length)
}
