import { readFileSync } from 'node:fs'

/** One ```ts block of a page. */
export interface Snippet {
  readonly file: string
  /** Of its first line of code, from 1. */
  readonly line: number
  readonly code: string
  /** Declarations that a reader need not see, from an HTML comment `<!-- preamble ... -->` above the block. */
  readonly preamble: string
}

const BLOCK = /(?:^<!-- preamble\n(?<preamble>(?:(?!^-->).*\n)*?)^-->\n+)?^```ts\n(?<code>(?:(?!^```$).*\n)*?)^```$/gm

/** @param file Path from the root of the repository. */
export function snippetsOf(file: string): Snippet[] {
  const page = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
  return [...page.matchAll(BLOCK)].map(({ index, 0: whole, groups }) => {
    const start = index + whole.lastIndexOf('```ts\n') + '```ts\n'.length
    return {
      file,
      line: page.slice(0, start).split('\n').length,
      code: groups?.['code'] ?? '',
      preamble: groups?.['preamble'] ?? '',
    }
  })
}
