import { InvalidCallError, type Subject } from '@llm-limit/core'
import { addressUser } from './address.js'
import type { Exchange } from './exchange.js'
import type { GuardOptions } from './options.js'

/** The app's subject, else the client's address. A request field never identifies by itself. */
export async function subjectOf<Native>(
  options: Pick<GuardOptions<Native>, 'subject' | 'address'>,
  { native, address }: Pick<Exchange<Native>, 'native' | 'address'>,
): Promise<Subject> {
  const subject = await options.subject?.(native)
  if (subject === undefined || subject === null) return { user: addressUser(options.address?.(native) ?? address) }
  if (typeof subject === 'object') {
    if ('user' in subject && typeof subject.user === 'string') return subject
    if ('id' in subject && typeof subject.id === 'string') return { ...subject, user: subject.id }
  }
  throw new InvalidCallError(`subject() must give { user } or { id } as a string, or nothing.`)
}
