/** Something that waits for its turn. */
export interface Waiting {
  /** Who it is for. */
  readonly user: string
  /** What it takes of the shared capacity, in any unit. */
  readonly cost: number
}

/** Whoever has had least of the shared capacity, for his weight, is next; of one user, who came first. */
export interface FairQueue<Item extends Waiting> {
  readonly length: number
  /** How many users wait. */
  readonly users: number
  add(item: Item): void
  /** The next one; it stays. */
  first(): Item | undefined
  /** It was served, or gave up. @returns whether it was still waiting. */
  remove(item: Item, wasServed: boolean): boolean
}

interface Line<Item> {
  readonly items: Item[]
  /** Virtual time at which what its user was served ends. */
  end: number
}

/**
 * Start-time fair queueing (Goyal, Vin, Cheng, SIGCOMM 1996): virtual time is the start of whatever was served last. A user who was
 * away starts at the present: he has saved nothing up, and owes nothing that others did not have to wait for.
 */
export function fairQueue<Item extends Waiting>(weightOf: (user: string) => number): FairQueue<Item> {
  const lines = new Map<string, Line<Item>>()
  let virtual = 0
  let length = 0

  function add(item: Item): void {
    const line = lines.get(item.user) ?? { items: [], end: virtual }
    lines.set(item.user, line)
    if (line.items.length === 0) line.end = Math.max(line.end, virtual)
    line.items.push(item)
    length += 1
  }

  function first(): Item | undefined {
    let next: Line<Item> | undefined
    for (const line of lines.values())
      if (line.items.length > 0 && (next === undefined || line.end < next.end)) next = line
    return next?.items[0]
  }

  function remove(item: Item, wasServed: boolean): boolean {
    const line = lines.get(item.user)
    const at = line?.items.indexOf(item) ?? -1
    if (line === undefined || at < 0) return false
    line.items.splice(at, 1)
    length -= 1
    if (wasServed) {
      virtual = Math.max(virtual, line.end)
      line.end += item.cost / weightOf(item.user)
    }
    forget()
    return true
  }

  /** Users who neither wait nor are ahead of the present. */
  function forget(): void {
    for (const [user, line] of lines) if (line.items.length === 0 && line.end <= virtual) lines.delete(user)
  }

  return {
    get length() {
      return length
    },
    get users() {
      let users = 0
      for (const { items } of lines.values()) if (items.length > 0) users += 1
      return users
    },
    add,
    first,
    remove,
  }
}
