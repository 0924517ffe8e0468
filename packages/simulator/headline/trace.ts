import { type LogCall, readLog, zipfDraw } from '@llm-limit/simulator'
import { HOUR_MS, inBursts } from './bursts.js'

/** Who makes the requests of a trace that names nobody. */
export interface Population {
  readonly users: number
  readonly exponent: number
  readonly seed: number
  /** Minutes of each hour within which a user makes all his requests. Default: all 60, as in the trace. */
  readonly activeMinutes?: number | undefined
}

/** The trace as a population makes it. */
export async function* tracedCalls(file: string, population: Population): AsyncGenerator<readonly LogCall[]> {
  const { seed, activeMinutes } = population
  if (activeMinutes === undefined) return yield* dealtOut(file, population)
  const calls: LogCall[] = []
  for await (const some of dealtOut(file, population)) calls.push(...some)
  yield inBursts(calls, { seed, activeMinutes })
}

/** The trace, dealt out to users, and moved so that its first request begins an hour: an hourly budget then meets a whole hour of demand. */
async function* dealtOut(file: string, { users, exponent, seed }: Population): AsyncGenerator<readonly LogCall[]> {
  const draw = zipfDraw({ users, exponent, seed })
  let shiftMs: number | undefined
  for await (const calls of readLog(file, { nextUser: () => `user-${String(draw() + 1).padStart(4, '0')}` })) {
    shiftMs ??= (calls[0]?.atMs ?? 0) % HOUR_MS
    yield calls.map((call): LogCall => ({ ...call, atMs: call.atMs - (shiftMs ?? 0) }))
  }
}

/** One user in one hour. */
export function userHour({ user, atMs }: Pick<LogCall, 'user' | 'atMs'>): string {
  return `${user} ${Math.floor(atMs / HOUR_MS)}`
}
