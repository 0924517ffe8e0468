/** Ids with work left; beyond, the oldest is given up: its lease ends by itself. */
const MOST = 10_000

/** What other slots have not confirmed, to be done when the same is asked for again. */
export interface Leftovers {
  /** Does the work, and keeps it when that fails. */
  run(id: string, work: () => Promise<void>): Promise<void>
  /** Does what is left of an id. */
  finish(id: string): Promise<void>
}

export function leftovers(): Leftovers {
  const left = new Map<string, (() => Promise<void>)[]>()

  async function run(id: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (cause) {
      left.set(id, [...(left.get(id) ?? []), work])
      const [oldest] = left.keys()
      if (left.size > MOST && oldest !== undefined) left.delete(oldest)
      throw cause
    }
  }

  return {
    run,
    async finish(id) {
      const works = left.get(id)
      if (works === undefined) return
      left.delete(id)
      await Promise.all(works.map((work) => run(id, work)))
    },
  }
}
