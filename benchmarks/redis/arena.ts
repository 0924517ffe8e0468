import type { Clock, Store } from '@llm-limit/core'
import type { Section } from '../harness/sections.js'

/** Our store over Redis, of one source tree. */
export interface OurStore {
  readonly label: string
  /** By the clock given, where a benchmark cannot wait for what an hour brings; else by the server's. */
  open(url: string, clock?: Pick<Clock, 'now'>): Promise<Store>
}

/** What a benchmark over Redis has: a server that nobody else uses, and our stores, if there are any. */
export interface Arena {
  readonly url: string
  readonly ours: readonly OurStore[]
  readonly isQuick: boolean
}

export type Part = (arena: Arena) => Promise<Section[]>
