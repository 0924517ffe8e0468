const missed: string[] = []

/** Prints a table: the first column to the left, the others to the right. */
export function printTable(title: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
  console.log(`\n${title}\n\n  ${line(head)}`)
  for (const row of rows) console.log(`  ${line(row)}`)
}

/** Prints a target with what came out, and remembers it when it is missed. */
export function expectTarget(target: string, value: string, isMet: boolean): void {
  console.log(`  ${isMet ? 'ok    ' : 'MISSED'} ${target}: ${value}`)
  if (!isMet) missed.push(target)
}

export function missedTargets(): readonly string[] {
  return missed
}

export function percent(share: number): string {
  return `${share < 0 ? '' : '+'}${(share * 100).toFixed(1)} %`
}
