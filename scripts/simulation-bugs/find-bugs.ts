import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { planted } from '../mutants/mutant.js'
import { copyOf } from '../mutants/tree-copy.js'
import { engineBugs } from './engine-bugs.js'
import type { SimulationBug } from './simulation-bug.js'
import { storeBugs } from './store-bugs.js'

/** All bugs that the simulation has to find. */
export const simulationBugs: readonly SimulationBug[] = [...storeBugs, ...engineBugs]

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** A bug that so many seeds do not find survives. */
const MOST_SEEDS = 20_000
const PATIENCE_MS = 900_000

/** What a hunt tells. */
interface Catch {
  readonly ran: number
  readonly seed?: number
  readonly invariant?: string
  readonly what?: string
  readonly history?: readonly string[]
}

/** Plants those bugs whose names hold one of the parts, each alone in a copy of the working tree. @returns whether all were found. */
export async function findBugs(parts: readonly string[]): Promise<boolean> {
  const chosen = simulationBugs.filter(({ name }) => parts.length === 0 || parts.some((part) => name.includes(part)))
  if (chosen.length === 0) throw new Error(`No planted bug has a name that holds ${parts.join(' or ')}.`)
  using tree = copyOf(ROOT)
  const width = Math.max(...chosen.map(({ name }) => name.length))
  let found = 0
  for (const bug of chosen) {
    const caught = hunt(tree.folder, bug)
    const { seed, invariant = '', what = '' } = caught
    const by = seed === undefined ? `SURVIVED ${caught.ran} seeds` : `seed ${seed}`.padEnd(12)
    console.log(`${bug.name.padEnd(width)}  ${bug.ids.join(' ').padEnd(12)}  ${by}  ${invariant.padEnd(3)}  ${what}`)
    if (parts.length > 0) console.log(`\n${caught.history?.join('\n')}\n`)
    if (seed !== undefined) found += 1
  }
  console.log(`\n${found} of ${chosen.length} planted bugs found`)
  return found === chosen.length
}

function hunt(folder: string, bug: SimulationBug): Catch {
  const path = join(folder, bug.file)
  const source = readFileSync(path, 'utf8')
  writeFileSync(path, planted(source, { ...bug, killedBy: { file: '', name: '' } }))
  try {
    const mode = bug.needsLosses === true ? 'failover' : 'liveness'
    const tsx = join(folder, 'node_modules/tsx/dist/cli.mjs')
    const options = ['--tsconfig', 'tsconfig.check.json', 'scripts/simulation-bugs/hunt.ts', mode, `${MOST_SEEDS}`]
    const { stdout, stderr, signal } = spawnSync(process.execPath, [tsx, ...options], {
      cwd: folder,
      encoding: 'utf8',
      timeout: PATIENCE_MS,
      maxBuffer: 2 ** 28,
    })
    if (signal !== null) return { ran: 0, what: `not found within ${PATIENCE_MS / 1000} s` }
    const last = stdout.trim().split('\n').at(-1) ?? ''
    if (!last.startsWith('{')) throw new Error(`'${bug.name}' is no program any more:\n${stderr}`)
    return JSON.parse(last)
  } finally {
    writeFileSync(path, source)
  }
}
