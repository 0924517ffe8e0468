import {
  ConfigError,
  LlmLimitError,
  type Offers,
  offerList,
  type Reservation,
  type Store,
  StoreError,
} from '@llm-limit/core'
import {
  validateOffer,
  validateRaise,
  validateRenew,
  validateReserve,
  validateSettlement,
} from '@llm-limit/core/store-kit'
import { INVALID_AMOUNT, keptId, type Message } from './message.js'
import { NOBODY, objectOf } from './object-of.js'
import type { ObjectNamespace } from './platform.js'
import { doneReply, peekReply, renewReply, reserveReply, settleReply } from './replies.js'

/**
 * Budgets of all isolates of a Worker in Durable Objects: one message to one object a call.
 * @param namespace The binding of `BudgetObject`, or a jurisdiction of it.
 * @throws ConfigError when there is no such binding.
 */
export function durableObjectStore(namespace: ObjectNamespace): Store {
  requireNamespace(namespace)

  async function ask(message: Message, name: string, offers?: Offers): Promise<unknown> {
    try {
      // A new stub each time: one that has failed may stay broken.
      // https://developers.cloudflare.com/durable-objects/best-practices/error-handling/
      const stub = namespace.get(namespace.idFromName(name))
      const answer = await stub.fetch('https://budget.object/', { method: 'POST', body: JSON.stringify(message) })
      const text = await answer.text()
      if (answer.status === 200) return JSON.parse(text)
      // An offer that is no amounts is found where it is reached; which one, and what is wrong with it, is known here.
      if (answer.status === INVALID_AMOUNT && offers !== undefined) offerList(offers).forEach(validateOffer)
      throw new StoreError(`The Durable Object answered with status ${answer.status}.`)
    } catch (cause) {
      throw LlmLimitError.isInstance(cause)
        ? cause
        : new StoreError(`The Durable Object could not ${message.do}.`, { cause })
    }
  }

  return {
    async reserve(call) {
      validateReserve(call)
      const { id, partitions, offers } = call
      const carried = { ...call, id: keptId(id), offers: offerList(offers) }
      return reserveReply(await ask({ do: 'reserve', call: carried }, objectOf(partitions), offers), call)
    },

    async raise(reservation, call) {
      validateRaise(reservation, call)
      const { offers } = call
      const message = {
        do: 'raise',
        reservation: kept(reservation),
        call: { ...call, offers: offerList(offers) },
      } as const
      return reserveReply(await ask(message, objectOf(reservation.partitions), offers), reservation)
    },

    async renew(reservation, call) {
      validateRenew(call)
      const message = { do: 'renew', reservation: kept(reservation), call } as const
      return renewReply(await ask(message, objectOf(reservation.partitions)), reservation)
    },

    async settle(reservation, settlement) {
      validateSettlement(settlement)
      const message = { do: 'settle', reservation: kept(reservation), settlement } as const
      return settleReply(await ask(message, objectOf(reservation.partitions)))
    },

    async peek(partitions) {
      return peekReply(await ask({ do: 'peek', partitions }, objectOf(partitions)), partitions)
    },

    async reset(partitions) {
      doneReply(await ask({ do: 'reset', partitions }, objectOf(partitions)), 'reset')
    },

    async health() {
      doneReply(await ask({ do: 'health' }, NOBODY), 'well')
    },

    async close() {},
  }
}

function kept(reservation: Reservation): Reservation {
  return { ...reservation, id: keptId(reservation.id) }
}

function requireNamespace(namespace: unknown): void {
  if (typeof namespace === 'object' && namespace !== null && 'idFromName' in namespace) return
  throw new ConfigError(
    `durableObjectStore() got ${namespace === null ? 'null' : typeof namespace}, not the binding of a Durable Object. Bind BudgetObject under durable_objects in wrangler.jsonc, and pass env.<its name>.`,
  )
}
