import { ConfigError } from '@llm-limit/core'
import type { UserCount } from '../findings/users.js'

/** What users do when they are warned or refused. A model of people: nothing of it is known, so each part is asked for. */
export interface Behaviour {
  /** A refused user comes again when Retry-After says so, in a second of chance, up to so many times a request. */
  readonly retry?: { readonly times: number; readonly withinMs: number } | undefined
  /** After so many refused requests in a row a user makes no request for so long. */
  readonly giveUp?: { readonly after: number; readonly forMs: number } | undefined
  /** Of the requests of a user who was warned within so long, this share is made (0 to 1). */
  readonly slowDown?: { readonly keep: number; readonly forMs: number } | undefined
}

/** Users as a behaviour has them. */
export interface Crowd {
  makes(user: UserCount, nowMs: number): boolean
  served(user: UserCount, phase: string, nowMs: number): void
  refused(user: UserCount, nowMs: number): void
  /** After how many ms a refused user comes again; undefined when he does not. */
  comesAgain(tries: number, retryAfterMs: number): number | undefined
}

/** @throws ConfigError for a behaviour that cannot be. */
export function crowdWith({ retry, giveUp, slowDown }: Behaviour, random: () => number): Crowd {
  requireCount('retry.times', retry?.times)
  requireCount('retry.withinMs', retry?.withinMs)
  requireCount('giveUp.after', giveUp?.after, 1)
  requireCount('giveUp.forMs', giveUp?.forMs)
  requireCount('slowDown.forMs', slowDown?.forMs)
  if (slowDown !== undefined && !(slowDown.keep >= 0 && slowDown.keep <= 1))
    throw new ConfigError(`behaviour: slowDown.keep ${slowDown.keep} must be from 0 to 1.`)

  return {
    makes({ awayUntilMs, waryUntilMs }, nowMs) {
      if (nowMs < awayUntilMs) return false
      return slowDown === undefined || nowMs >= waryUntilMs || random() < slowDown.keep
    },
    served(user, phase, nowMs) {
      user.refusedInARow = 0
      if (slowDown !== undefined && phase !== 'normal') user.waryUntilMs = nowMs + slowDown.forMs
    },
    refused(user, nowMs) {
      user.refusedInARow += 1
      if (giveUp !== undefined && user.refusedInARow >= giveUp.after) user.awayUntilMs = nowMs + giveUp.forMs
    },
    comesAgain(tries, retryAfterMs) {
      if (retry === undefined || tries > retry.times || !(retryAfterMs <= retry.withinMs)) return undefined
      // The field says whole seconds; people do not all come at its beginning.
      return Math.ceil(retryAfterMs / 1_000) * 1_000 + Math.floor(random() * 1_000)
    },
  }
}

function requireCount(name: string, value: number | undefined, least = 0): void {
  if (value === undefined || (value >= least && !Number.isNaN(value))) return
  throw new ConfigError(`behaviour: ${name} ${value} must be at least ${least}.`)
}
