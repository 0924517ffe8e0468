/** Writes the UTF-8 of `text[from..to]` to `bytes` from `at` on and answers where it ends. A lone surrogate becomes U+FFFD, as in `TextEncoder`. */
export function writeUtf8(text: string, from: number, to: number, bytes: Uint8Array, at: number): number {
  let end = at
  for (let index = from; index < to; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x80) bytes[end++] = code
    else if (code < 0x800) {
      bytes[end++] = 0xc0 | (code >> 6)
      bytes[end++] = 0x80 | (code & 0x3f)
    } else {
      const point = text.codePointAt(index) ?? 0
      if (point > 0xffff) {
        index++
        bytes[end++] = 0xf0 | (point >> 18)
        bytes[end++] = 0x80 | ((point >> 12) & 0x3f)
      }
      const rest = point >= 0xd800 && point < 0xe000 ? 0xfffd : point
      if (point <= 0xffff) bytes[end++] = 0xe0 | (rest >> 12)
      bytes[end++] = 0x80 | ((rest >> 6) & 0x3f)
      bytes[end++] = 0x80 | (rest & 0x3f)
    }
  }
  return end
}
