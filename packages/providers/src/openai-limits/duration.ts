const UNIT_MS: Readonly<Record<string, number>> = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
  us: 0.001,
  ns: 0.000_001,
}
const WHOLE = /^(?:\d+(?:\.\d+)?(?:ms|us|ns|d|h|m|s))+$/
const PART = /(\d+(?:\.\d+)?)(ms|us|ns|d|h|m|s)/g
const LONGEST = 64

/** A duration as Go prints it: `6m0s`, `7.66s`, `120ms`. @returns whole milliseconds, rounded up; undefined for anything else. */
export function durationMs(text: string): number | undefined {
  const plain = text.trim().replace('µ', 'u')
  if (plain.length > LONGEST || !WHOLE.test(plain)) return undefined
  let ms = 0
  for (const [, amount, unit] of plain.matchAll(PART)) ms += Number(amount) * (UNIT_MS[unit ?? ''] ?? 0)
  // A thousandth of a millisecond is nothing to wait for, but 0.1 + 0.2 is more than 0.3.
  const whole = Math.ceil(ms - 0.001)
  return Number.isSafeInteger(whole) ? Math.max(0, whole) : undefined
}
