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
  const page = textOf(file)
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

/** What the first block of a language holds, such as `text` for what a program prints. */
export function blockOf(file: string, language: string): string {
  const [block] = blocksOf(file, language)
  if (block === undefined) throw new Error(`${file} has no block of ${language}.`)
  return block
}

export function blocksOf(file: string, language: string): string[] {
  const blocks = textOf(file).matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))
  return [...blocks].map(([, block = '']) => block)
}

/** Packages that the install lines of a page name. */
export function installedOn(file: string): string[] {
  const lines = blocksOf(file, 'sh').flatMap((block) => [...block.matchAll(/^npm install (.+)$/gm)])
  return lines.flatMap(([, words = '']) => words.split(' ')).filter((word) => !word.startsWith('--'))
}

function textOf(file: string): string {
  return readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
}
