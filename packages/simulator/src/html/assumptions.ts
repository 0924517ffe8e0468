import type { ZipfOptions } from '../log/zipf.js'
import type { Behaviour } from '../replay/behaviour.js'
import { duration, percent, whole } from '../terminal/figures.js'

export interface Assumed {
  readonly behaviour: Behaviour
  readonly waitMs: number
  readonly population: ZipfOptions | undefined
}

/** What a simulation takes for granted, in sentences. */
export function assumptions({ behaviour, waitMs, population }: Assumed): string[] {
  const dealt = `The log names no users: its requests were dealt out to ${whole(population?.users ?? 0)} (Zipf ${population?.exponent}).`
  return [
    ...behaviourInWords(behaviour),
    ...(waitMs > 0 ? [`A request that would be refused waits for a refill of at most ${duration(waitMs)}.`] : []),
    ...(population === undefined ? [] : [dealt]),
    'A cheaper model answers at the same length as the one asked for.',
    'A log of an app that already refuses shows what got through, not what was wanted.',
  ]
}

function behaviourInWords({ retry, giveUp, slowDown }: Behaviour): string[] {
  const done: string[] = []
  if (retry !== undefined)
    done.push(
      `A refused user comes again when Retry-After says so, up to ${whole(retry.times)} times, if that is within ${duration(retry.withinMs)}.`,
    )
  if (giveUp !== undefined)
    done.push(`After ${whole(giveUp.after)} refused requests in a row a user makes none for ${duration(giveUp.forMs)}.`)
  if (slowDown !== undefined)
    done.push(`A warned user makes ${percent(slowDown.keep)} of his requests for ${duration(slowDown.forMs)}.`)
  return done.length > 0
    ? done
    : ['Users do what they did: each request comes at its time, whatever became of the one before.']
}
