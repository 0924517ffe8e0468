/** Texts of about `length` characters that someone would send to be counted short, or to keep a tokenizer busy. */
export function hostileTexts(length: number): [name: string, text: string][] {
  const drawn = (alphabet: readonly string[]): string => {
    let state = 1
    const next = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state >>> 8
    }
    return Array.from({ length }, () => alphabet[next() % alphabet.length]).join('')
  }
  return [
    ['one letter', 'a'.repeat(length)],
    ['spaces', ' '.repeat(length)],
    ['newlines', '\n'.repeat(length)],
    ['exclamation marks', '!'.repeat(length)],
    ['one CJK character', '漢'.repeat(length)],
    ['one emoji', '😀'.repeat(length / 2)],
    ['random letters', drawn([...'abcdefghijklmnopqrstuvwxyz'])],
    ['random digits', drawn([...'0123456789'])],
    ['hex', drawn([...'0123456789abcdef'])],
    ['base64', drawn([...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'])],
    ['printable ASCII', drawn(range(0x21, 0x7f))],
    ['control characters', drawn(range(0, 0x20))],
    ['white space', drawn([' ', '\t', '\n'])],
    ['random CJK', drawn(range(0x4e00, 0xa000))],
    ['random Hangul', drawn(range(0xac00, 0xd7a4))],
    ['random emoji', drawn(range(0x1f600, 0x1f650))],
    ['random Unicode', drawn(range(0, 0x11000).map((_, at) => String.fromCodePoint(at * 16)))],
    ['lone surrogates', drawn(range(0xd800, 0xe000))],
    ['special tokens', '<|endoftext|>'.repeat(length / 13)],
  ]
}

function range(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, at) => String.fromCodePoint(from + at))
}
