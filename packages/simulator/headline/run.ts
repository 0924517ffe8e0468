// `npm run headline [-- --log FILE] [--curves]`: what a ladder spares users, and costs, on an hour of real traffic.
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { compare, type Setting } from './compare.js'
import { CURVES } from './curves.js'
import { linesOf } from './table.js'
import { targetLines } from './targets.js'
import { WAYS } from './ways.js'

const AZURE = fileURLToPath(new URL('../../../examples/demo/data/azure-llm-2023-conv.csv', import.meta.url))

const SETTINGS: readonly [Setting, ...Setting[]] = [
  { exponent: 0.8, percentile: 95 },
  { exponent: 1.1, percentile: 95 },
  { exponent: 0.8, percentile: 90 },
  { exponent: 0.8, percentile: 80 },
  { exponent: 0.8, percentile: 95, activeMinutes: 10 },
]

const { values } = parseArgs({
  options: { log: { type: 'string', default: AZURE }, curves: { type: 'boolean', default: false } },
})
const ways = values.curves ? CURVES : WAYS
const [promised, ...others] = SETTINGS
const first = await compare(values.log, promised, ways)
say(...linesOf(first), ...(values.curves ? [] : ['', ...targetLines(first)]))
for (const setting of others) say('', ...linesOf(await compare(values.log, setting, ways)))
say(
  '',
  'Overrun: spent above the ceiling (100 % of the budget, 120 % with a ladder) / spent. In full: by the model asked for, and not cut. Less for nothing: a cheaper model or a cut answer for who wanted no more than his budget.',
)

function say(...lines: readonly string[]): void {
  for (const line of lines) console.log(line)
}
