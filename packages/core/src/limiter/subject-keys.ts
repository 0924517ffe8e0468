import { InvalidCallError } from '../errors.js'
import type { PlanList } from '../policy/plan-lists.js'
import type { Subject } from '../words.js'

/** Ids up to this length that need no encoding are taken as they are; longer ones become a hash. */
const PLAIN = /^[\w.-]{1,48}$/
const LONGEST = 48
const LONE_SURROGATE = /\p{Surrogate}/u

/** Ids of a subject, encoded so that different ids give different keys of at most 200 bytes. */
export interface SubjectIds {
  readonly user: string
  readonly org: string | undefined
}

/** Without a promise for all ordinary ids. @throws InvalidCallError when the user is missing or an id is not a string. */
export function idsOf(subject: Subject): SubjectIds | Promise<SubjectIds> {
  if (typeof subject.user !== 'string' || subject.user === '')
    throw new InvalidCallError('A subject needs a user: a string that is not empty.')
  // Databases say null for none.
  const asked: unknown = subject.org ?? undefined
  if (asked !== undefined && (typeof asked !== 'string' || asked === ''))
    throw new InvalidCallError('The org of a subject is a string that is not empty, or left out.')
  const user = encoded(subject.user)
  const org = asked === undefined ? undefined : encoded(asked)
  if (typeof user === 'string' && typeof org !== 'object') return { user, org }
  return Promise.all([user, org]).then(([user, org]) => ({ user, org }))
}

/** The key of one partition. The part in braces keeps all records of a user, or of an organisation, in one slot of a cluster. */
export function keyOf(kind: PlanList['kind'], name: string, ids: SubjectIds, operation: string): string {
  if (kind === 'everyone') return everyoneKey(name)
  const home = ids.org === undefined ? `${name}:{u:${ids.user}}` : `${name}:{o:${ids.org}}u:${ids.user}`
  if (kind === 'user') return home
  if (kind === 'operation') return `${home}op:${operation}`
  return ids.org === undefined ? `${home}org` : `${name}:{o:${ids.org}}`
}

export function everyoneKey(name: string): string {
  return `${name}:{everyone}`
}

function encoded(id: string): string | Promise<string> {
  if (PLAIN.test(id)) return id
  if (id.length <= LONGEST && !LONE_SURROGATE.test(id)) {
    const percent = encodeURIComponent(id)
    if (percent.length <= LONGEST) return percent
  }
  return hashed(id)
}

/** '#' is never part of an encoded id. UTF-16 units are hashed as they are, so that lone surrogates stay apart. */
async function hashed(id: string): Promise<string> {
  const units = Uint16Array.from({ length: id.length }, (_, i) => id.charCodeAt(i))
  const digest = new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', units))
  return `#${Array.from(digest, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .slice(0, 40)}`
}
