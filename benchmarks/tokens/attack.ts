import { countTokens } from '../../packages/tokenizer/src/exact.js'
import { estimateTokens } from '../../packages/tokenizer/src/index.js'
import { hostilePatterns, type Pattern } from './hostile.js'
import { expectTarget, percent, printTable } from './report.js'
import { timedInTurn } from './time.js'

const LENGTH = 1_000_000
const RUNS = 15

interface Attack {
  readonly name: string
  readonly bias: number
  readonly fastest: number
  readonly median: number
  readonly growth: number
}

/** The estimate on text that is made to be counted short or to take long: a million characters each. */
export function reportAttacks(): void {
  const attacks = hostilePatterns.map(attack)
  printTable(
    'Estimate of hostile text, a million characters and at most a megabyte',
    ['pattern', 'bias', 'CPU ms, median', 'fastest', 'twice the text'],
    attacks.map(({ name, bias, fastest, median, growth }) => [
      name,
      percent(bias),
      median.toFixed(1),
      fastest.toFixed(1),
      `${growth.toFixed(2)} x`,
    ]),
  )
  const lowest = Math.min(...attacks.map(({ bias }) => bias))
  const slowest = Math.max(...attacks.map(({ fastest }) => fastest))
  const steepest = Math.max(...attacks.map(({ growth }) => growth))
  console.log()
  expectTarget('no pattern under-counted by more than 6 %', percent(lowest), lowest >= -0.06)
  expectTarget('a megabyte in less than 10 ms', `${slowest.toFixed(1)} ms`, slowest < 10)
  expectTarget('twice the text in at most 2.2 times', `${steepest.toFixed(2)} x`, steepest <= 2.2)
}

function attack({ name, make }: Pattern): Attack {
  const text = upToMegabyte(make(LENGTH))
  const half = text.slice(0, text.length / 2)
  const [whole, part] = timedInTurn(
    RUNS,
    () => estimateTokens(text),
    () => estimateTokens(half),
  )
  return { name, bias: estimateTokens(text) / countTokens(text) - 1, ...whole, growth: whole.fastest / part.fastest }
}

/** At most 1 MB of UTF-8, as a request's body would have. */
function upToMegabyte(text: string): string {
  return text.slice(0, Math.floor((text.length * LENGTH) / Math.max(LENGTH, Buffer.byteLength(text))))
}
