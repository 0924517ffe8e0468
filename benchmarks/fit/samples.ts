import { pieceEnd } from '../../packages/tokenizer/src/exact/piece-end.js'
import { countTokens } from '../../packages/tokenizer/src/exact.js'

/** A piece of text, its tokens, and how much of each class's tokens it stands for. */
export interface Sample {
  readonly piece: string
  readonly tokens: number
  readonly shares: Map<number, number>
}

/** A class of text for one fit: its bias is driven to the goal, or for hostile text only kept from being below it. */
export interface TextClass {
  readonly name: string
  readonly weight: number
  readonly goal: number
  readonly hostile: boolean
  readonly pieces: Iterable<string>
}

export function* piecesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; ) {
    const end = pieceEnd(text, at)
    yield text.slice(at, end)
    at = end
  }
}

/** Distinct pieces of all classes, each class scaled to a sum of one token times its weight. */
export function samplesOf(classes: readonly TextClass[]): Sample[] {
  const samples = new Map<string, Sample>()
  classes.forEach(({ pieces }, index) => {
    const counts = new Map<string, number>()
    for (const piece of pieces) counts.set(piece, (counts.get(piece) ?? 0) + 1)
    let total = 0
    for (const [piece, count] of counts) {
      const sample = samples.get(piece) ?? { piece, tokens: countTokens(piece), shares: new Map() }
      samples.set(piece, sample)
      total += count * sample.tokens
    }
    for (const [piece, count] of counts) samples.get(piece)?.shares.set(index, count / total)
  })
  return [...samples.values()]
}
