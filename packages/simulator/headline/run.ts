// `npm run headline [-- --log FILE]`: what a ladder spares users, and costs, on an hour of real traffic.
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { compare, type Setting } from './compare.js'
import { linesOf } from './table.js'
import { targetLines } from './targets.js'

const AZURE = fileURLToPath(new URL('../../../examples/demo/data/azure-llm-2023-conv.csv', import.meta.url))

const SETTINGS: readonly [Setting, ...Setting[]] = [
  { exponent: 0.8, percentile: 95 },
  { exponent: 1.1, percentile: 95 },
  { exponent: 0.8, percentile: 90 },
  { exponent: 0.8, percentile: 80 },
]

const { values } = parseArgs({ options: { log: { type: 'string', default: AZURE } } })
const [promised, ...others] = SETTINGS
const first = await compare(values.log, promised)
say(...linesOf(first), '', ...targetLines(first))
for (const setting of others) say('', ...linesOf(await compare(values.log, setting)))
say(
  '',
  'Overrun: spent above the ceiling (100 % of the budget, 120 % with a ladder) / spent. In full: by the model asked for, and not cut.',
)

function say(...lines: readonly string[]): void {
  for (const line of lines) console.log(line)
}
