import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot, type SourceTree } from './build.js'

/** Checks a git ref out beside the working tree for as long as `work` runs. */
export async function withSources<Value>(ref: string, work: (tree: SourceTree) => Promise<Value>): Promise<Value> {
  const parent = mkdtempSync(join(tmpdir(), 'llm-limit-bench-'))
  const folder = join(parent, 'tree')
  git('worktree', 'add', '--detach', folder, ref)
  try {
    return await work({ label: `llm-limit at ${ref}`, root: `${folder}/` })
  } finally {
    git('worktree', 'remove', '--force', folder)
    rmSync(parent, { recursive: true })
  }
}

function git(...args: readonly string[]): void {
  execFileSync('git', args, { cwd: projectRoot, stdio: ['ignore', 'ignore', 'inherit'] })
}
