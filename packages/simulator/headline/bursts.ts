import { type LogCall, zipfDraw } from '@llm-limit/simulator'

export const HOUR_MS = 3_600_000
const SECONDS = 3_600

/** The same requests, those of each user moved together into so many minutes of their hour: early, late or in between, by chance. */
export function inBursts(
  calls: readonly LogCall[],
  { seed, activeMinutes }: { readonly seed: number; readonly activeMinutes: number },
): LogCall[] {
  const part = activeMinutes / 60
  const draw = zipfDraw({ users: SECONDS, exponent: 0, seed })
  const beginnings = new Map<string | undefined, number>()
  const moved = calls.map((call): LogCall => {
    const begins = beginnings.get(call.user) ?? (draw() / SECONDS) * (1 - part) * HOUR_MS
    beginnings.set(call.user, begins)
    const intoHour = call.atMs % HOUR_MS
    return { ...call, atMs: call.atMs - intoHour + Math.floor(begins + intoHour * part) }
  })
  return moved.sort((a, b) => a.atMs - b.atMs)
}
