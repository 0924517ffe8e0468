const DAY_MS = 86_400_000
const HALF_DAY_MS = DAY_MS / 2

let format: Intl.DateTimeFormat | undefined

/** Milliseconds until midnight in California, where daily quotas begin anew; also on the days on which its clocks change. */
export function untilPacificMidnight(now: number): number {
  const byTheClock = DAY_MS - sinceMidnight(now)
  const reached = sinceMidnight(now + byTheClock)
  // On a day of 25 hours it is 23:00 then, on one of 23 hours 01:00.
  return byTheClock - (reached > HALF_DAY_MS ? reached - DAY_MS : reached)
}

function sinceMidnight(now: number): number {
  format ??= new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/Los_Angeles',
    hourCycle: 'h23',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, Number(value)]))
  const seconds = (parts.get('hour') ?? 0) * 3600 + (parts.get('minute') ?? 0) * 60 + (parts.get('second') ?? 0)
  return seconds * 1000 + (now % 1000)
}
