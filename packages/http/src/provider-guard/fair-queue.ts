/** Something that waits for its turn. */
export interface Waiting {
  /** Who it is for. */
  readonly user: string
  /** What it takes of the shared capacity, in any unit; above 0. */
  readonly cost: number
}

/** When somebody is served: whoever starts earlier goes first. */
export interface Turn<Item> {
  readonly item: Item
  /** In virtual time. */
  readonly start: number
}

/** Whoever has had least of the shared capacity, for his weight, is next; of one user, who came first. */
export interface FairQueue<Item extends Waiting> {
  readonly length: number
  /** How many users wait. */
  readonly users: number
  /** The virtual time at which a user who comes now would start. */
  startOf(user: string): number
  add(item: Item): void
  /** The next one; it stays. */
  first(): Item | undefined
  /** All who wait, in the order in which they would be served. */
  inTurn(): readonly Turn<Item>[]
  /** It was served, or gave up. @returns whether it was still waiting. */
  remove(item: Item, wasServed: boolean): boolean
}

interface Line<Item> {
  readonly items: Item[]
  readonly weight: number
  /** Of all its items. */
  cost: number
  /** Virtual time at which what its user was served ends. */
  end: number
}

/**
 * Start-time fair queueing (Goyal, Vin, Cheng, SIGCOMM 1996): virtual time is the start of whatever was served last. A user who was
 * away starts at the present: he has saved nothing up, and owes nothing that others did not have to wait for.
 * @param weightOf Anything but a number above 0 is taken for 1.
 */
export function fairQueue<Item extends Waiting>(weightOf: (user: string) => number): FairQueue<Item> {
  const lines = new Map<string, Line<Item>>()
  let virtual = 0
  let length = 0

  function newLine(user: string): Line<Item> {
    const weight = weightOf(user)
    return { items: [], weight: weight > 0 && weight < Number.POSITIVE_INFINITY ? weight : 1, cost: 0, end: virtual }
  }

  function add(item: Item): void {
    const line = lines.get(item.user) ?? newLine(item.user)
    lines.set(item.user, line)
    if (line.items.length === 0) line.end = Math.max(line.end, virtual)
    line.items.push(item)
    line.cost += item.cost
    length += 1
  }

  function startOf(user: string): number {
    const line = lines.get(user)
    return line === undefined ? virtual : Math.max(line.end, virtual) + line.cost / line.weight
  }

  function first(): Item | undefined {
    let next: Line<Item> | undefined
    for (const line of lines.values())
      if (line.items.length > 0 && (next === undefined || line.end < next.end)) next = line
    return next?.items[0]
  }

  function inTurn(): readonly Turn<Item>[] {
    const turns: Turn<Item>[] = []
    for (const { items, end, weight } of lines.values()) {
      let start = end
      for (const item of items) {
        turns.push({ item, start })
        start += item.cost / weight
      }
    }
    return turns.sort((a, b) => a.start - b.start)
  }

  function remove(item: Item, wasServed: boolean): boolean {
    const line = lines.get(item.user)
    const at = line?.items.indexOf(item) ?? -1
    if (line === undefined || at < 0) return false
    line.items.splice(at, 1)
    line.cost -= item.cost
    length -= 1
    if (wasServed) {
      virtual = Math.max(virtual, line.end)
      line.end += item.cost / line.weight
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
    startOf,
    add,
    first,
    inTurn,
    remove,
  }
}
