import type { IncomingHttpHeaders } from 'node:http'

/** An answer as a browser got it. */
export interface Sighting {
  readonly user: string
  readonly status: number
  readonly fields: readonly string[]
  /** Words for people, where it was refused. */
  readonly detail: string | undefined
}

const PHASES = ['normal', 'warning', 'soft', 'hard'] as const
const FIELDS = ['LLM-Limit-Phase', 'LLM-Limit-Used', 'LLM-Limit-Terms', 'RateLimit', 'Retry-After']

/** Keeps the first answer of each phase that each user got. */
export class Sightings {
  readonly #firsts = new Map<string, Map<string, Sighting>>()

  see(user: string, status: number, headers: IncomingHttpHeaders, body: string): void {
    const phase = headers['llm-limit-phase']
    const own = this.#firsts.get(user) ?? new Map<string, Sighting>()
    if (typeof phase !== 'string' || own.has(phase)) return
    const fields = FIELDS.flatMap((name) => {
      const value = headers[name.toLowerCase()]
      return value === undefined ? [] : [`${name}: ${value}`]
    })
    own.set(phase, { user, status, fields, detail: status === 429 ? String(JSON.parse(body).detail) : undefined })
    this.#firsts.set(user, own)
  }

  /** What one user got who went through all phases; empty when none did. The last one to come: who calls seldom has one call at a time. */
  ofOneUser(): Sighting[] {
    for (const own of [...this.#firsts.values()].reverse()) {
      const seen = PHASES.flatMap((phase) => own.get(phase) ?? [])
      if (seen.length === PHASES.length) return seen
    }
    return []
  }
}
