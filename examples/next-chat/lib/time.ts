const DAY_MS = 86_400_000

/** "15:00"; with the day, where it is not the next time that a clock shows it. */
export function clockTime(at: number): string {
  const day = at - Date.now() < DAY_MS ? {} : ({ weekday: 'short' } as const)
  return new Intl.DateTimeFormat(undefined, { ...day, hour: '2-digit', minute: '2-digit' }).format(at)
}

/** "4:05", or "1:04:05". */
export function countdown(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const tail = String(rest).padStart(2, '0')
  return hours === 0 ? `${minutes}:${tail}` : `${hours}:${String(minutes).padStart(2, '0')}:${tail}`
}
