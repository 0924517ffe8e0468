import type { Visit } from './traffic.js'

export interface Walk {
  /** @returns when the call ends, in ms; undefined when it was refused. */
  come(visit: Visit): number | undefined
  end(visit: Visit, atMs: number): void
}

/** Walks through calls as they come and end. */
export function inOrder(visits: readonly Visit[], { come, end }: Walk): void {
  const open: { readonly visit: Visit; readonly endMs: number }[] = []
  const endUntil = (ms: number): void => {
    while (open[0] !== undefined && open[0].endMs <= ms) {
      const ended = open.shift()
      if (ended !== undefined) end(ended.visit, ended.endMs)
    }
  }
  for (const visit of visits) {
    endUntil(visit.atMs)
    const endMs = come(visit)
    if (endMs === undefined) continue
    const place = open.findIndex((each) => each.endMs > endMs)
    open.splice(place === -1 ? open.length : place, 0, { visit, endMs })
  }
  endUntil(Number.POSITIVE_INFINITY)
}
