import { readdirSync, readFileSync } from 'node:fs'

const root = new URL('../../../../benchmarks/corpora/', import.meta.url)

export interface CorpusFile {
  readonly name: string
  readonly text: string
}

/** The files that the estimate was not fitted on, by class. */
export function heldOut(): Map<string, CorpusFile[]> {
  const classes = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return new Map(classes.map(({ name }) => [name, filesOf(new URL(`${name}/held-out/`, root))]))
}

/** Some text of every file. */
export function corpusSamples(): string[] {
  return [...heldOut().values()].flat().map(({ text }) => text.slice(1_000, 2_500))
}

function filesOf(folder: URL): CorpusFile[] {
  return readdirSync(folder).map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }))
}
