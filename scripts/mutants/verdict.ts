import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Mutant, planted } from './mutant.js'
import { runTests, type TestRun } from './run-tests.js'

/** `broken`: red for another reason than the claim of the test, such as code that does not run at all. */
export interface Verdict {
  readonly mutant: Mutant
  readonly kind: 'killed' | 'survived' | 'broken'
  readonly seconds: number
  readonly why: string
}

/** Errors of a mutant that is no program any more, and Jest's own for a test that did not end. */
const NO_CLAIM = /^(?:SyntaxError|ReferenceError|TypeError)\b|Exceeded timeout of/m

/** Plants one bug in `folder`, runs its test alone, and takes the bug out again. */
export async function judge(folder: string, mutant: Mutant): Promise<Verdict> {
  const path = join(folder, mutant.file)
  const source = readFileSync(path, 'utf8')
  const start = performance.now()
  writeFileSync(path, planted(source, mutant))
  try {
    const run = await runTests(folder, [mutant.killedBy])
    return { mutant, seconds: (performance.now() - start) / 1_000, ...outcomeOf(run, mutant) }
  } finally {
    writeFileSync(path, source)
  }
}

function outcomeOf(run: TestRun, { killedBy }: Mutant): Pick<Verdict, 'kind' | 'why'> {
  const result = run.resultOf(killedBy)
  if (result === undefined) return { kind: 'broken', why: run.output || 'Jest was stopped: it came to no end.' }
  if (result.hasPassed) return { kind: 'survived', why: '' }
  return { kind: NO_CLAIM.test(result.why) ? 'broken' : 'killed', why: result.why }
}
