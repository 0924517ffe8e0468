import { readdirSync, readFileSync } from 'node:fs'

export type Half = 'fit' | 'held-out'

export interface CorpusFile {
  readonly name: string
  readonly text: string
}

const root = new URL('../corpora/', import.meta.url)

/** The classes whose bias has a target. The others are fitted and reported, so that no language is forgotten. */
export const targetClasses = [
  'english',
  'code',
  'json-pretty',
  'json-minified',
  'chinese',
  'japanese',
  'korean',
  'russian',
  'base64',
] as const

export const allClasses: readonly string[] = [...targetClasses, 'european', 'other-scripts']

export function corpus(name: string, half: Half): CorpusFile[] {
  const folder = new URL(`${name}/${half}/`, root)
  return readdirSync(folder)
    .sort()
    .map((file) => ({ name: file, text: readFileSync(new URL(file, folder), 'utf8') }))
}
