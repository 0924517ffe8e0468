import type { Books } from './app/books.js'
import type { PromisesKept } from './app/promises-kept.js'
import type { Checks } from './checks/checks.js'
import type { World } from './world.js'

/** What a request meets. */
export interface Stage {
  readonly world: World
  readonly books: Books
  readonly promises: PromisesKept
  readonly checks: Checks
}
