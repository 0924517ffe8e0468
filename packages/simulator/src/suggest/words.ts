import { ConfigError } from '@llm-limit/core'

/** A text that is read word by word, from left to right. */
export interface Words {
  /** From 1, where the next word begins. */
  readonly column: number
  sees(pattern: RegExp): boolean
  /** Takes the next word. @throws ConfigError with its column when it is none of `allowed`. */
  take(pattern: RegExp, allowed: string): string
}

/** @param column From 1, where `text` begins in the whole. */
export function wordsOf(text: string, column: number): Words {
  let at = 0

  function match(pattern: RegExp): string | undefined {
    return new RegExp(`^(?:${pattern.source})`).exec(text.slice(at))?.[0]
  }

  function skipSpaces(): void {
    at += match(/\s*/)?.length ?? 0
  }

  skipSpaces()
  return {
    get column() {
      return column + at
    },
    sees: (pattern) => match(pattern) !== undefined,
    take(pattern, allowed) {
      const word = match(pattern)
      if (word === undefined) throw misread(column + at, match(/[\w.-]+|\S+/), allowed)
      at += word.length
      skipSpaces()
      return word
    },
  }
}

function misread(column: number, word: string | undefined, allowed: string): ConfigError {
  const found = word === undefined ? 'the text ends' : `there is '${word}'`
  return faultAt(column, `${found} where ${allowed} is needed.`)
}

export function faultAt(column: number, what: string): ConfigError {
  return new ConfigError(`Target, column ${column}: ${what}`)
}
