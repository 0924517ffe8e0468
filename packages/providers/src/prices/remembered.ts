/** Names are the callers': whoever makes up many of them fills this much memory, and no more. */
const MOST_NAMES = 1_000

/**
 * Remembers what `find` says of a name, when it says something; all is forgotten when it gets too much.
 * For a `find` that always says the same.
 */
export function remembered<T extends object>(find: (name: string) => T | undefined): (name: string) => T | undefined {
  const known = new Map<string, T>()
  return (name) => known.get(name) ?? learn(name)

  function learn(name: string): T | undefined {
    const found = find(name)
    if (found === undefined) return undefined
    if (known.size === MOST_NAMES) known.clear()
    known.set(name, found)
    return found
  }
}
