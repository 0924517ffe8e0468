/** Where in a text a message is about: the first place of a value that it quotes, as file:line:column; the file alone when it quotes none. */
export function placeOf(file: string, text: string, message: string): string {
  for (const [, quoted = ''] of message.matchAll(/'([^'\n]{2,})'/g)) {
    const at = text.indexOf(quoted)
    if (at === -1) continue
    const before = text.slice(0, at).split('\n')
    return `${file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`
  }
  return file
}
