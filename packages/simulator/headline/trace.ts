import { type LogCall, readLog, zipfDraw } from '@llm-limit/simulator'

/** Who makes the requests of a trace that names nobody. */
export interface Population {
  readonly users: number
  readonly exponent: number
  readonly seed: number
}

const HOUR_MS = 3_600_000

/** The trace, dealt out to users, and moved so that its first request begins an hour: an hourly budget then meets a whole hour of demand. */
export async function* tracedCalls(
  file: string,
  { users, exponent, seed }: Population,
): AsyncGenerator<readonly LogCall[]> {
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
