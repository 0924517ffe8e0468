/** One bug, planted by replacing one piece of text, and the test that has to notice it. */
export interface Mutant {
  /** What is wrong with the code then. */
  readonly name: string
  /** Failures (F) and invariants (I) that it is an instance of. */
  readonly ids: readonly string[]
  /** From the root of the repository. */
  readonly file: string
  /** Stands exactly once in the file. */
  readonly find: string
  readonly replace: string
  readonly killedBy: NamedTest
}

export interface NamedTest {
  /** From the root of the repository. */
  readonly file: string
  /** Titles of its blocks and its own, joined by spaces, as Jest prints them. */
  readonly name: string
}

/** @throws Error when the text does not stand there exactly once: code has changed and the list has not. */
export function planted(source: string, { name, file, find, replace }: Mutant): string {
  const [before, after, ...more] = source.split(find)
  if (before === undefined || after === undefined || more.length > 0) {
    const times = after === undefined ? 'does not stand' : `stands ${more.length + 1} times`
    throw new Error(`Mutant '${name}': this text ${times} in ${file}, and must once:\n${find}`)
  }
  return before + replace + after
}
