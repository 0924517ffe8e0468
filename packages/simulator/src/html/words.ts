import type { Money } from '../findings/report.js'
import { dollars, percent, whole } from '../terminal/figures.js'

const HOUR_MS = 3_600_000
const CENT = 10_000_000
const NUMBERS = ['three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']

/** 120 of 1080 as `about one request in nine (120 of 1,080)`. */
export function shareInWords(part: number, all: number): string {
  return `${roughly(part / all)} (${whole(part)} of ${whole(all)})`
}

function roughly(share: number): string {
  if (share === 1) return 'every request'
  if (share >= 0.4) return `${percent(share)} of requests`
  const all = Math.round(1 / share)
  return `about one request in ${NUMBERS[all - 3] ?? whole(all)}`
}

/** `Between 14:00 and 15:00 on 15 June`: one hour, in UTC. */
export function hourInWords(startMs: number): string {
  return `between ${clock(startMs)} and ${clock(startMs + HOUR_MS)} on ${day(startMs)}`
}

/** `15 June, 14:00`. */
export function moment(ms: number): string {
  return `${day(ms)}, ${clock(ms)}`
}

/** Money, of which the least part is not nothing. */
export function sum(nanoUsd: number): string {
  if (nanoUsd === 0) return 'nothing'
  return nanoUsd < CENT ? 'less than $0.01' : dollars(nanoUsd)
}

export function costInWords({
  demandedNanoUsd,
  spentNanoUsd,
}: Pick<Money, 'demandedNanoUsd' | 'spentNanoUsd'>): string {
  return `Without any limit these requests would cost ${dollars(demandedNanoUsd)}; so they cost ${dollars(spentNanoUsd)}.`
}

export function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}

/** `1 user`, `1,200 users`. */
export function counted(amount: number, noun: string): string {
  return `${whole(amount)} ${noun}${amount === 1 ? '' : 's'}`
}

function clock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 16)
}

function day(ms: number): string {
  return new Date(ms).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' })
}
