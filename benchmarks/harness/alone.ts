import { pathToFileURL } from 'node:url'
import { type SourceTree, workingTree } from './build.js'
import { printSection, type Section } from './sections.js'

export type Benchmark = (trees: readonly SourceTree[], isQuick: boolean) => Promise<Section[]>

/** Runs a benchmark whose file was started by itself. */
export async function runAlone(url: string, benchmark: Benchmark): Promise<void> {
  if (url !== pathToFileURL(process.argv[1] ?? '').href) return
  for (const section of await benchmark([workingTree], process.argv.includes('--quick'))) printSection(section)
}
