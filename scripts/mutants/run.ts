// `npm run test:mutants`: plants one bug after the other in a copy of the working tree and runs the test that has to notice it.
// `npm run test:mutants -- settle "raw id"`: only the bugs whose names hold one of these, with the words of the failed test.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Mutant, planted } from './mutant.js'
import { mutants } from './mutants.js'
import { runTests } from './run-tests.js'
import { copyOf } from './tree-copy.js'
import { judge, type Verdict } from './verdict.js'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const parts = process.argv.slice(2)
const chosen = mutants.filter(({ name }) => parts.length === 0 || parts.some((part) => name.includes(part)))
if (chosen.length === 0) throw new Error(`No planted bug has a name that holds ${parts.join(' or ')}.`)

using tree = copyOf(ROOT)
for (const mutant of chosen) planted(readFileSync(join(tree.folder, mutant.file), 'utf8'), mutant)
if (await areGreen(tree.folder, chosen)) {
  const verdicts = await judgeAll(tree.folder, chosen)
  const alive = verdicts.filter(({ kind }) => kind !== 'killed')
  const seconds = verdicts.reduce((sum, verdict) => sum + verdict.seconds, 0)
  console.log(
    `\n${verdicts.length - alive.length} of ${verdicts.length} planted bugs killed in ${seconds.toFixed(0)} s`,
  )
  if (alive.length > 0) process.exitCode = 1
} else {
  process.exitCode = 1
}

/** A test that is red without a bug would be red with any. */
async function areGreen(folder: string, all: readonly Mutant[]): Promise<boolean> {
  const run = await runTests(
    folder,
    all.map(({ killedBy }) => killedBy),
  )
  const wrong = all.filter(({ killedBy }) => run.resultOf(killedBy)?.hasPassed !== true)
  for (const { name, killedBy } of wrong) {
    const state = run.resultOf(killedBy) === undefined ? 'did not run' : 'is red'
    console.log(`Without '${name}' its test ${state}: ${killedBy.file}: ${killedBy.name}`)
  }
  if (wrong.length > 0) console.log(`\n${run.output}`)
  return wrong.length === 0
}

async function judgeAll(folder: string, all: readonly Mutant[]): Promise<Verdict[]> {
  const widths = [longest(all, ({ name }) => name), longest(all, ({ ids }) => ids.join(' '))] as const
  const verdicts: Verdict[] = []
  console.log(`${'planted bug'.padEnd(widths[0])}  ${'ids'.padEnd(widths[1])}  seconds  killed by`)
  for (const mutant of all) {
    const verdict = await judge(folder, mutant)
    verdicts.push(verdict)
    printRow(verdict, widths)
  }
  return verdicts
}

function printRow({ mutant, kind, seconds, why }: Verdict, [names, ids]: readonly [number, number]): void {
  const { file, name } = mutant.killedBy
  const by = `${kind === 'killed' ? '' : `${kind.toUpperCase()}, not killed by `}${file}: ${name}`
  console.log(
    `${mutant.name.padEnd(names)}  ${mutant.ids.join(' ').padEnd(ids)}  ${seconds.toFixed(1).padStart(7)}  ${by}`,
  )
  if (kind === 'broken' || parts.length > 0) console.log(`\n${why}\n`)
}

function longest(all: readonly Mutant[], textOf: (mutant: Mutant) => string): number {
  return Math.max(...all.map((mutant) => textOf(mutant).length), 'planted bug'.length)
}
