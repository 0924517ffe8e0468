import { countTokens as referenceCount } from 'gpt-tokenizer/encoding/o200k_base'
import { countTokens, countTokensInSlices } from '../../packages/tokenizer/src/exact.js'
import { allClasses, corpus } from './corpora.js'
import { endlessPatterns, hostilePatterns, type Pattern } from './hostile.js'
import { expectTarget, printTable } from './report.js'
import { longestPause } from './time.js'

const LENGTH = 1_000_000
/** What gpt-tokenizer still does in reasonable time. */
const COMPARABLE = [1, 2, 3, 10, 100, 2_000]
const ATTEMPTS = 3

/** Exact counts beside gpt-tokenizer's, and what they cost where gpt-tokenizer is quadratic. */
export async function reportExactness(): Promise<void> {
  const files = allClasses.flatMap((name) => [...corpus(name, 'fit'), ...corpus(name, 'held-out')])
  const different = files.filter(({ text }) => countTokens(text) !== reference(text))
  const hostile = hostilePatterns.flatMap(({ make }) => COMPARABLE.map(make))
  const differentHostile = hostile.filter((text) => countTokens(text) !== reference(text))
  console.log('\nExact counts\n')
  expectTarget(
    "equal to gpt-tokenizer's",
    `${files.length - different.length} of ${files.length} files`,
    different.length === 0,
  )
  expectTarget(
    "equal to gpt-tokenizer's on hostile text",
    `${hostile.length - differentHostile.length} of ${hostile.length} texts`,
    differentHostile.length === 0,
  )

  const counts: Count[] = []
  for (const pattern of endlessPatterns) counts.push(await sliced(pattern))
  printTable(
    'A million characters, counted exactly in slices',
    ['pattern', 'MB', 'tokens', 'CPU ms', 'longest pause'],
    counts.map(({ name, megabytes, tokens, total, pause }) => [
      name,
      megabytes.toFixed(1),
      tokens.toLocaleString('en'),
      total.toFixed(0),
      pause.toFixed(1),
    ]),
  )
  const slowest = [...counts].sort((a, b) => b.total - a.total)[0]
  const longest = [...counts].sort((a, b) => b.pause - a.pause)[0]
  console.log()
  expectTarget(
    'each in less than 1 s',
    `${slowest?.name} ${slowest?.total.toFixed(0)} ms`,
    (slowest?.total ?? 1e4) < 1_000,
  )
  expectTarget(
    'the event loop never stands still for 10 ms',
    `${longest?.name} ${longest?.pause.toFixed(1)} ms`,
    (longest?.pause ?? 99) < 10,
  )
}

interface Count {
  readonly name: string
  readonly megabytes: number
  readonly tokens: number
  readonly total: number
  readonly pause: number
}

/** The best of a few attempts: other work on the machine only adds. */
async function sliced({ name, make }: Pattern): Promise<Count> {
  const text = make(LENGTH)
  let tokens = 0
  let best = { total: Number.POSITIVE_INFINITY, pause: Number.POSITIVE_INFINITY }
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { total, pause } = await longestPause(async () => {
      tokens = await countTokensInSlices(text)
    })
    best = { total: Math.min(best.total, total), pause: Math.min(best.pause, pause) }
  }
  return { name, megabytes: Buffer.byteLength(text) / 1e6, tokens, ...best }
}

function reference(text: string): number {
  return referenceCount(text, { disallowedSpecial: new Set() })
}
