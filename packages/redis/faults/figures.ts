import type { Answered } from './truth.js'

/** When the apps began, when the fault did and when it ended, and when the apps were told to rest, in ms of the day. */
export interface Times {
  readonly start: number
  readonly from: number
  readonly to: number
  readonly end: number
}

/** A user of an app: who waits for answers. */
type Stream = readonly Answered[]

function streamsOf(answers: readonly Answered[], apps: ReadonlySet<number>): Stream[] {
  const streams = new Map<string, Answered[]>()
  for (const answer of answers) {
    if (!apps.has(answer.app)) continue
    const name = `${answer.app} ${answer.user}`
    const stream = streams.get(name) ?? []
    stream.push(answer)
    streams.set(name, stream)
  }
  return [...streams.values()]
}

const isDecision = ({ is }: Answered): boolean => is !== 'unavailable'

/** Milliseconds as callers felt them. */
export interface Figures {
  /** Longest time in which a process had no decision for one of its users. */
  readonly gapMs: number
  /** From the end of the fault until each process has a decision for each of its users; undefined when one never has. */
  readonly backMs: number | undefined
  /** What 99 of 100 answers took at most, from the beginning of the fault until half a second after its end. */
  readonly p99Ms: number
  /** The first and the last before the fault: what a busy machine does by itself. */
  readonly calm: { readonly gapMs: number; readonly p99Ms: number }
}

export function figuresOf(answers: readonly Answered[], apps: ReadonlySet<number>, times: Times): Figures {
  const { start, from, to } = times
  // Connections and compiled code are new at first.
  const calm = { from: Math.min(from, start + 500), end: from }
  return {
    gapMs: gapOf(answers, apps, times),
    backMs: backAfter(answers, apps, times),
    p99Ms: p99Of(answers, apps, from, to + 500),
    calm: { gapMs: gapOf(answers, apps, calm), p99Ms: p99Of(answers, apps, calm.from, calm.end) },
  }
}

function gapOf(
  answers: readonly Answered[],
  apps: ReadonlySet<number>,
  { from, end }: Pick<Times, 'from' | 'end'>,
): number {
  return Math.max(0, ...streamsOf(answers, apps).map((stream) => gapIn(stream, from, end)))
}

function gapIn(stream: Stream, from: number, end: number): number {
  const decided = stream.filter(isDecision).map(({ at }) => at)
  const within = decided.filter((at) => at >= from && at <= end)
  const before = decided.findLast((at) => at < from) ?? from
  const points = [before, ...within, end]
  return Math.max(...points.slice(1).map((at, i) => at - (points[i] ?? at)))
}

function backAfter(answers: readonly Answered[], apps: ReadonlySet<number>, { to, end }: Times): number | undefined {
  const waits = streamsOf(answers, apps).map((stream) => {
    const first = stream.find((answer) => isDecision(answer) && answer.at - answer.ms >= to && answer.at <= end)
    return first === undefined ? Number.POSITIVE_INFINITY : first.at - to
  })
  const longest = Math.max(0, ...waits)
  return Number.isFinite(longest) ? longest : undefined
}

function p99Of(answers: readonly Answered[], apps: ReadonlySet<number>, from: number, to: number): number {
  const times = answers
    .filter(({ app, at, ms }) => apps.has(app) && at >= from && at - ms <= to)
    .map(({ ms }) => ms)
    .sort((a, b) => a - b)
  return times[Math.min(times.length - 1, Math.floor(times.length * 0.99))] ?? 0
}
