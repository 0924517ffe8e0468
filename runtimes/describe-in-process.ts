import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { AdapterHarness } from '@llm-limit/testing'
import { build } from 'esbuild'
import { describeElsewhere } from './describe-elsewhere.js'
import { platformBinary } from './platform-binary.js'
import type { ClaimResult } from './run-claims.js'

export interface InProcess {
  readonly runtime: Parameters<typeof platformBinary>[0]
  /** Arguments before the program's path. */
  readonly flags: readonly string[]
  /** Module that runs the claims of `sees` and writes the results into the file that it is told, relative to this folder. */
  readonly program: string
  readonly sees: AdapterHarness['sees']
}

/** States the whole contract for an app that a process of another runtime serves. */
export function describeInProcess(name: string, options: InProcess): void {
  describeElsewhere(name, options.sees, () => runInProcess(name, options))
}

async function runInProcess(
  name: string,
  { runtime, flags, program, sees }: InProcess,
): Promise<readonly ClaimResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'llm-limit-runtime-'))
  const [bundle, results] = [join(folder, 'program.mjs'), join(folder, 'results.json')]
  try {
    const [binary] = await Promise.all([platformBinary(runtime), bundleProgram(program, bundle)])
    await promisify(execFile)(binary, [...flags, bundle, results, name, JSON.stringify(sees)])
    return JSON.parse(await readFile(results, 'utf8'))
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function bundleProgram(program: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [`${import.meta.dirname}/${program}`],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'es2024',
    tsconfig: `${import.meta.dirname}/../tsconfig.check.json`,
  })
}
