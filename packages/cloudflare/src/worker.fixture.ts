// What the tests run inside workerd: objects of several kinds, and a worker that uses many of them at once.
import type { Store } from '@llm-limit/core'
import { compareHistories } from '@llm-limit/testing/reference'
import { durableObjectStore } from './durable-object-store.js'
import { decide } from './outage-worker.fixture.js'
import { checkThenIncrement, reserveTogether } from './overspend.fixture.js'
import type { ObjectNamespace } from './platform.js'
import { clockedStore, evicting, kept } from './stores.fixture.js'

export { BrokenObject, FullObject } from './broken-object.fixture.js'
export { ClockedObject, HastyObject } from './clocked-object.fixture.js'

interface Env {
  readonly LIMITS: ObjectNamespace
  readonly BROKEN: ObjectNamespace
}

export default {
  async fetch(request: Request, { LIMITS, BROKEN }: Env): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    const number = (name: string): number => Number(searchParams.get(name))
    const store = durableObjectStore(LIMITS)
    switch (pathname) {
      case '/together':
        return Response.json(await reserveTogether(store, 'real', number('calls'), number('users')))
      case '/planted':
        return Response.json(
          await reserveTogether(checkThenIncrement(store), 'planted', number('calls'), number('users')),
        )
      case '/histories':
        return Response.json(await histories(LIMITS, number('seed'), number('count')))
      case '/evicted-histories':
        return Response.json(await histories(evicting(LIMITS), number('seed'), number('count')))
      case '/decide':
        return Response.json(await decide(LIMITS, BROKEN, searchParams.has('broken')))
      default:
        return new Response('No such test.', { status: 404 })
    }
  },
}

/** Each history in an object of its own. @returns how often a reserve was granted, or how the store differs from the model. */
async function histories(namespace: ObjectNamespace, seed: number, count: number): Promise<unknown> {
  let made = 0
  const store = (clock: { now(): number }): Store => {
    made += 1
    return kept(clockedStore(namespace, clock), `history ${seed} ${made}`)
  }
  try {
    const tally = await compareHistories({ store, histories: count, seed, atOnce: 8, retryAfterEvery: 5 })
    return { granted: tally.get('reserve granted') }
  } catch (error) {
    return { difference: String(error) }
  }
}
