import { writeFile } from 'node:fs/promises'
import type { AdapterHarness } from '@llm-limit/testing'
import { runClaims } from './run-claims.js'

/** Runs the claims of this process for `describeInProcess`, which says where the results go, and under which name. */
export async function writeResults(start: AdapterHarness['start']): Promise<never> {
  const [results = '', name = '', sees = '{}'] = process.argv.slice(2)
  await writeFile(results, JSON.stringify(await runClaims({ name, sees: JSON.parse(sees), start })))
  process.exit()
}
