import { InvalidCallError, type Subject } from '@llm-limit/core'
import { addressUser } from './address.js'
import type { Exchange } from './exchange.js'
import { goOn, type MaybePromise } from './go-on.js'
import type { GuardOptions } from './options.js'

/** The app's subject, else the client's address. A request field never identifies by itself. */
export function subjectOf<Native>(
  options: Pick<GuardOptions<Native>, 'subject' | 'address'>,
  exchange: Pick<Exchange<Native>, 'native' | 'address'>,
): MaybePromise<Subject> {
  if (options.subject === undefined) return callerOf(options, exchange)
  return goOn(options.subject(exchange.native), (named) => checked(named) ?? callerOf(options, exchange))
}

/** The client's address. */
export function callerOf<Native>(
  options: Pick<GuardOptions<Native>, 'address'>,
  exchange: Pick<Exchange<Native>, 'native' | 'address'>,
): Subject {
  return { user: addressUser(options.address?.(exchange.native) ?? exchange.address) }
}

function checked(named: unknown): Subject | undefined {
  if (named === undefined || named === null) return undefined
  if (typeof named === 'object') {
    if (isSubject(named)) return named
    if ('id' in named && typeof named.id === 'string') return { ...named, user: named.id }
  }
  throw new InvalidCallError(`subject() must give { user } or { id } as a string, or nothing.`)
}

function isSubject(named: object): named is Subject {
  return 'user' in named && typeof named.user === 'string'
}
