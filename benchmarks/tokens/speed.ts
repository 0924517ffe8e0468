import { countTokens } from '../../packages/tokenizer/src/exact.js'
import { estimateTokens } from '../../packages/tokenizer/src/index.js'
import { allClasses, corpus } from './corpora.js'
import { expectTarget, printTable } from './report.js'
import { timed } from './time.js'

const ROUNDS = 25

/** Megabytes of UTF-8 a second, the fastest of several rounds over all classes. */
export function reportSpeed(): void {
  const texts = allClasses.map((name) =>
    [...corpus(name, 'fit'), ...corpus(name, 'held-out')].map(({ text }) => text).join('\n'),
  )
  for (const text of texts) timed(3, () => estimateTokens(text))
  const times = texts.map(() => Number.POSITIVE_INFINITY)
  for (let round = 0; round < ROUNDS; round++) {
    texts.forEach((text, index) => {
      times[index] = Math.min(times[index] ?? 0, timed(2, () => estimateTokens(text)).fastest)
    })
  }
  const exact = texts.map((text) => timed(2, () => countTokens(text)).fastest)
  const megabytes = texts.map((text) => Buffer.byteLength(text) / 1e6)
  const rate = (sizes: readonly number[], ms: readonly number[]): string => ((sum(sizes) / sum(ms)) * 1e3).toFixed(0)
  printTable(
    'Speed, MB/s',
    ['class', 'MB', 'estimate', 'exact'],
    [...allClasses, 'all'].map((name, index) => {
      const own = (values: readonly number[]): number[] =>
        name === 'all' ? [...values] : values.slice(index, index + 1)
      return [name, sum(own(megabytes)).toFixed(2), rate(own(megabytes), own(times)), rate(own(megabytes), own(exact))]
    }),
  )
  console.log()
  const total = (sum(megabytes) / sum(times)) * 1e3
  expectTarget('the estimate over 100 MB/s', `${total.toFixed(0)} MB/s`, total > 100)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
