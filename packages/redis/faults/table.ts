import type { Line, NamedFault } from './fault.js'

/** A fault that was run. */
export interface Outcome {
  readonly fault: NamedFault
  readonly line: Line | undefined
  readonly failures: readonly string[]
  /** Nothing is wrong but the time it took. */
  readonly isSlow: boolean
  readonly seconds: number
}

const HEADINGS = ['fault', 'limit', 'admitted', 'bound', 'excess', 'gap ms', 'back ms', 'p99 ms', 'open', ''] as const
const WIDTHS = [24, 9, 9, 34, 7, 7, 8, 7, 5, 0]
/** Text stands left, numbers right. */
const LEFT = new Set([0, 3, 9])

export function heading(): string {
  return row(HEADINGS)
}

export function lineOf({ fault, line, failures, isSlow, seconds }: Outcome): string {
  const verdict = failures.length === 0 ? 'pass' : `${isSlow ? 'SLOW' : 'FAIL'} ${failures.join('; ')}`
  return row([fault.name, ...figuresOf(line), `${verdict} (${seconds.toFixed(0)} s)`])
}

function figuresOf(line: Line | undefined): string[] {
  if (line === undefined) return Array(HEADINGS.length - 2).fill('-')
  const { limit, admitted, bound, excess, gapMs, backMs, p99Ms, open } = line
  return [
    number(limit),
    number(admitted),
    bound.units === 0 ? bound.formula : `${number(bound.units)} (${bound.formula})`,
    number(excess),
    number(gapMs),
    backMs === undefined ? '-' : number(backMs),
    number(p99Ms),
    number(open),
  ]
}

function row(cells: readonly string[]): string {
  return cells.map((cell, i) => (LEFT.has(i) ? cell.padEnd(WIDTHS[i] ?? 0) : cell.padStart(WIDTHS[i] ?? 0))).join('  ')
}

function number(value: number): string {
  return value.toLocaleString('en-US')
}

/** The table as docs/reliability.md has it. */
export function markdown(outcomes: readonly Outcome[]): string {
  const headings = [
    'Fault',
    'What is done',
    'Limit',
    'Admitted',
    'Bound',
    'Excess',
    'Gap ms',
    'Back ms',
    'p99 ms',
    'Open',
  ]
  const rows = outcomes.map(({ fault, line }) => [`\`${fault.name}\``, fault.what, ...figuresOf(line)])
  const rule = headings.map((_, i) => (i < 2 || i === 4 ? '---' : '--:'))
  return [headings, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
