/** 19366 as `19,366`. */
export function whole(amount: number): string {
  return Math.round(amount).toLocaleString('en-US')
}

export function dollars(nanoUsd: number, digits = 2): string {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  return `$${(nanoUsd / 1e9).toLocaleString('en-US', options)}`
}

/** 0.125 as `12.5 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

export function bar(share: number, width: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width)
  return '█'.repeat(filled) + '░'.repeat(width - filled)
}

/** Columns as wide as their widest cell, set to the left or to the right: `lrr` for three. */
export function table(sides: string, rows: readonly (readonly string[])[]): string[] {
  const widths = [...sides].map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
  return rows.map((row) => {
    const cells = row.map((cell, i) => (sides[i] === 'l' ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
    return cells.join('  ').trimEnd()
  })
}
