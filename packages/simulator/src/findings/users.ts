import type { LogCall } from '../log/log-call.js'
import { type Count, noCount } from './count.js'

/** One user's own count, and what he has been through. */
export interface UserCount {
  readonly user: string
  readonly org: string | undefined
  tier: string | undefined
  readonly count: Count
  refusedInARow: number
  /** Until when he makes no calls. */
  awayUntilMs: number
  /** Until when he makes fewer of them. */
  waryUntilMs: number
}

/** Users, each counted alone, up to a number of them: whoever comes later is counted with all others of his tier only. */
export interface Users {
  of(call: LogCall): UserCount
  all(): Iterable<UserCount>
  /** Requests of users who are not counted alone. */
  readonly uncounted: number
}

export function usersUpTo(mostUsers: number): Users {
  const users = new Map<string, UserCount>()
  /** By organisation, where there is one: the same name may be somebody else there. */
  const inOrgs = new Map<string, Map<string, UserCount>>()
  let size = 0
  let uncounted = 0

  function namesOf(org: string | undefined): Map<string, UserCount> {
    if (org === undefined) return users
    const found = inOrgs.get(org) ?? new Map<string, UserCount>()
    if (found.size === 0 && size < mostUsers) inOrgs.set(org, found)
    return found
  }

  return {
    of(call) {
      const names = namesOf(call.org)
      const known = names.get(call.user)
      if (known !== undefined) return known
      const user = userOf(call)
      if (size < mostUsers) {
        names.set(call.user, user)
        size += 1
      } else uncounted += 1
      return user
    },
    *all() {
      yield* users.values()
      for (const names of inOrgs.values()) yield* names.values()
    },
    get uncounted() {
      return uncounted
    },
  }
}

function userOf({ user, org, tier }: LogCall): UserCount {
  return { user, org, tier, count: noCount(), refusedInARow: 0, awayUntilMs: 0, waryUntilMs: 0 }
}
