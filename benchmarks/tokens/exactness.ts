import { countTokens } from '../../packages/tokenizer/src/exact.js'
import { allClasses, corpus } from './corpora.js'
import { hostilePatterns } from './hostile.js'
import { expectTarget } from './report.js'

/** Lengths that gpt-tokenizer can still do in reasonable time. */
const COMPARABLE = [1, 2, 3, 10, 100, 5_000]

/** Exact counts beside gpt-tokenizer's. It is only loaded here: its objects would make garbage collection a part of other figures. */
export async function reportExactness(): Promise<void> {
  const reference = await import('gpt-tokenizer/encoding/o200k_base')
  const isEqual = (text: string): boolean =>
    countTokens(text) === reference.countTokens(text, { disallowedSpecial: new Set() })
  const files = allClasses.flatMap((name) => [...corpus(name, 'fit'), ...corpus(name, 'held-out')])
  const equalFiles = files.filter(({ text }) => isEqual(text)).length
  const hostile = hostilePatterns.flatMap(({ make }) => COMPARABLE.map(make))
  const equalHostile = hostile.filter(isEqual).length
  console.log("\nExact counts beside gpt-tokenizer's\n")
  expectTarget('equal on every file', `${equalFiles} of ${files.length}`, equalFiles === files.length)
  expectTarget('equal on hostile text', `${equalHostile} of ${hostile.length}`, equalHostile === hostile.length)
}
