/** Ids remembered; beyond, the oldest is forgotten. */
const MOST = 10_000

/**
 * Reservations that ended in an error here, between home and the other slots: nobody knows what those hold of them. Nothing is taken
 * back there, so that they hold too much until the lease ends, and never too little.
 */
export interface Doubts {
  has(id: string): boolean
  add(id: string): void
  delete(id: string): void
}

export function doubts(): Doubts {
  const ids = new Set<string>()
  return {
    has: (id) => ids.has(id),
    add(id) {
      ids.add(id)
      const [oldest] = ids
      if (ids.size > MOST && oldest !== undefined) ids.delete(oldest)
    },
    delete: (id) => void ids.delete(id),
  }
}
