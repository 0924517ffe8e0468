/** About one token each, the space before it included; all of three letters, so that a prompt is cut by its length. */
const WORDS =
  'the and for are but not you all any can had her was one our out day get has him his how man new now old see two'
const LONGEST_TOKENS = 20_000

const TEXT = shuffled(WORDS.split(' '), LONGEST_TOKENS).join(' ')

/** A prompt of about `tokens` tokens that is like no other and says which call of the trace it is. */
export function promptOf(place: number, tokens: number): string {
  return `#${place} ${TEXT.slice(0, Math.max(0, 4 * tokens - 1))}`
}

/** Which call of the trace a body is that reached the model. */
export function placeIn(body: string): number {
  return Number(/"#(\d+) /.exec(body)?.[1])
}

function shuffled(words: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, i) => words[((i * i + 7 * i) % 1009) % words.length] ?? '')
}
