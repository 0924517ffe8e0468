/** Four letters each: with the space between them, an answer of n words is 5n - 1 characters long. */
const PLAIN = (
  'able back ball bank base bird blue boat body book call card care city cold cook dark deep door down ' +
  'east face fact fair farm fast fire fish food form game gift girl give gold good half hand hard head ' +
  'hill home hope idea iron keep kind king lake land last late life line'
).split(' ')

/** Words whose characters take two, three and four bytes, to be split across chunks. */
export const multibyteWords: readonly string[] = ['müde', 'Grüße', 'жить', '東京', '한국어', '🚀', '👩‍💻', 'naïve']

/** `count` words, one a token: the same ones for the same `topic`, and fewer are always the beginning of more. */
export function wordsAbout(topic: string, count: number, from: readonly string[] = PLAIN): string[] {
  const draw = generator(fingerprint(topic))
  return Array.from({ length: count }, () => from[Math.floor(draw() * from.length)] ?? 'word')
}

/** The words of a text, each with the space before it: together they are the text. */
export function wordsOf(text: string): string[] {
  return text.match(/\s*\S+/g) ?? []
}

/** Numbers from 0 to below 1 (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** FNV-1a over UTF-16 units. */
export function fingerprint(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}
