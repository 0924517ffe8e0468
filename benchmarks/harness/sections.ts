/** What was measured of one implementation. */
export interface Row {
  readonly name: string
  readonly value: number
  /** Against the peer of the section. */
  readonly ratio?: number | undefined
  /** Targets of the project: the ratio is to be below this, the ratio at least this, the value at most this. */
  readonly below?: number | undefined
  readonly atLeast?: number | undefined
  readonly atMost?: number | undefined
}

/** One thing that was measured, of everyone, in one run. */
export interface Section {
  readonly title: string
  readonly unit: string
  /** Name of the row that ratios refer to. */
  readonly peer: string
  readonly rows: readonly Row[]
}

export function isMet({ value, ratio = Number.NaN, below, atLeast, atMost }: Row): boolean {
  if (below !== undefined && !(ratio < below)) return false
  if (atLeast !== undefined && !(ratio >= atLeast)) return false
  return atMost === undefined || value <= atMost
}

export function printSection({ title, unit, rows }: Section): void {
  console.log(`\n${title}`)
  printTable([
    ['', unit, 'ratio'],
    ...rows.map(({ name, value, ratio }) => [name, amount(value), ratio === undefined ? '' : amount(ratio)]),
  ])
}

/** The rows that have a target, beside the peer that they are measured against. */
export function printTargets(sections: readonly Section[]): void {
  console.log('\nTargets')
  printTable([['', 'llm-limit', 'peer', 'unit', 'ratio', 'target', ''], ...sections.flatMap(targetsOf)])
}

function targetsOf({ title, unit, peer, rows }: Section): string[][] {
  const other = rows.find(({ name }) => name === peer)
  const targeted = rows.filter((row) => targetOf(row, unit) !== '')
  return targeted.map((row) => [
    targeted.length === 1 ? title : `${title}: ${row.name}`,
    amount(row.value),
    other === undefined ? '' : amount(other.value),
    unit,
    row.ratio === undefined ? '' : amount(row.ratio),
    targetOf(row, unit),
    isMet(row) ? 'met' : 'MISSED',
  ])
}

function targetOf({ below, atLeast, atMost }: Row, unit: string): string {
  if (below !== undefined) return `< ${below}`
  if (atLeast !== undefined) return `>= ${atLeast}`
  return atMost === undefined ? '' : `<= ${atMost} ${unit}`
}

/** Three figures, which is more than two noisy cores can tell apart. */
function amount(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
}

export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  for (const row of rows) {
    const cells = row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
    console.log(`  ${cells.join('  ').trimEnd()}`)
  }
}
