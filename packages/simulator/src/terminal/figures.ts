/** 19366 as `19,366`. */
export function whole(amount: number): string {
  return Math.round(amount).toLocaleString('en-US')
}

export function dollars(nanoUsd: number): string {
  return `$${(nanoUsd / 1e9).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`
}

/** 0.125 as `12.5 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

export function bar(share: number, width: number): string {
  return '█'.repeat(Math.round(Math.min(1, Math.max(0, share)) * width))
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/** 600000 as `10 minutes`. */
export function duration(ms: number): string {
  const [name, unitMs] = UNITS.find(([, each]) => ms >= each) ?? ['second', 1_000]
  const count = Math.round(ms / unitMs)
  return `${count} ${name}${count === 1 ? '' : 's'}`
}

/** 2026-06-15 12:00, UTC. */
export function hourOf(startMs: number): string {
  return new Date(startMs).toISOString().slice(0, 16).replace('T', ' ')
}

/** Columns as wide as their widest cell: the first to the left, all others to the right. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}
