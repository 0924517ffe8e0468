import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A copy of the working tree, uncommitted changes included, which a run may spoil. */
export interface TreeCopy extends Disposable {
  readonly folder: string
}

const LEFT_OUT: ReadonlySet<string> = new Set(['.git', '.turbo', 'benchmarks', 'coverage', 'dist'])

/** Dependencies are shared with the working tree: nothing writes to them. */
export function copyOf(root: string): TreeCopy {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'llm-limit-mutants-')))
  copyFolder(root, folder)
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}

function copyFolder(from: string, to: string): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (LEFT_OUT.has(entry.name)) continue
    if (entry.name === 'node_modules') symlinkSync(source, target, 'junction')
    else if (entry.isFile()) copyFileSync(source, target)
    else if (entry.isDirectory()) {
      mkdirSync(target)
      copyFolder(source, target)
    }
  }
}
