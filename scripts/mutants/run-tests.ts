import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { NamedTest } from './mutant.js'

/** How one named test ended. */
export interface TestResult {
  readonly hasPassed: boolean
  /** Why it failed, as Jest tells it. */
  readonly why: string
}

export interface TestRun {
  /** Undefined for a test that did not run. */
  resultOf(test: NamedTest): TestResult | undefined
  /** What Jest wrote. */
  readonly output: string
}

/** As much of Jest's JSON report as is read here. */
interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

const JEST = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js']
/** The lines of tests that were not chosen. */
const SKIPPED = /^ *○ .*\n/gm
/** A mutant may run for ever. */
const PATIENCE_MS = 120_000

/** Runs these tests, and no others of their files, in `folder`. */
export async function runTests(folder: string, tests: readonly NamedTest[]): Promise<TestRun> {
  const report = join(folder, 'jest-report.json')
  rmSync(report, { force: true })
  const options = ['--runInBand', '--cacheDirectory', join(folder, '.jest-cache'), '--json', '--outputFile', report]
  const child = spawn(process.execPath, [...JEST, ...options, ...choosing(tests)], {
    cwd: folder,
    env: { ...process.env, CI: 'true' },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  })
  const output: Buffer[] = []
  child.stderr.on('data', (bytes: Buffer) => output.push(bytes))
  await once(child, 'close')
  const results = readReport(report)
  return {
    output: Buffer.concat(output).toString().replace(SKIPPED, ''),
    resultOf: ({ file, name }) => results.get(keyOf(join(folder, file), name)),
  }
}

function choosing(tests: readonly NamedTest[]): string[] {
  const names = tests.map(({ name }) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  const files = new Set(tests.map(({ file }) => file))
  return ['--testNamePattern', `^(?:${names.join('|')})$`, '--runTestsByPath', ...files]
}

/** Empty when Jest did not come to its end. */
function readReport(path: string): ReadonlyMap<string, TestResult> {
  const { testResults }: Report = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { testResults: [] }
  const results = new Map<string, TestResult>()
  for (const { name: file, assertionResults } of testResults) {
    for (const { fullName, status, failureMessages } of assertionResults) {
      if (status === 'passed' || status === 'failed') {
        results.set(keyOf(file, fullName), { hasPassed: status === 'passed', why: failureMessages.join('\n') })
      }
    }
  }
  return results
}

function keyOf(file: string, name: string): string {
  return `${file}\n${name}`
}
