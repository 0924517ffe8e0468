/** What fitting finds. Strings hold one level a character (see `levels`). */
export interface Weights {
  /** Scores of a letter (column) after another or at the beginning of a word (row). */
  readonly latinPairs: string
  readonly cyrillicPairs: string
  /** Costs of an ASCII mark (column) after another (row). */
  readonly markPairs: string
  /** By block of 64 UTF-16 units: costs of a character that is no token of its own, and of one that joins the character before it. */
  readonly alone: string
  readonly joined: string
  /** The filter of neighbours, base64. */
  readonly neighbours: string
  /** Costs of an emoji by its first surrogate, from U+D83C on. */
  readonly emoji: readonly number[]
}
