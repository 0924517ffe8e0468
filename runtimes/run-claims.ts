import { type AdapterHarness, describeAdapter } from '@llm-limit/testing'
import OpenAI from 'openai'
import { parseItem, parseList } from 'structured-headers'

/** One claim of the adapter contract, as it went where no test runner runs. */
export interface ClaimResult {
  /** The names of the groups that it lies in, and its own. */
  readonly name: string
  /** Why it does not hold. */
  readonly error?: string | undefined
}

/** A claim whose promise nobody settles has failed; the next one is tried. */
const PATIENCE_MS = 30_000

export interface Claim {
  readonly name: string
  test(): Promise<void>
}

/** The claims of the contract on one adapter, in their order. */
export function claimsOf(harness: AdapterHarness): readonly Claim[] {
  const claims: Claim[] = []
  const groups: string[] = []
  const describe = (name: string, body: () => void) => {
    groups.push(name)
    body()
    groups.pop()
  }
  const it = (name: string, test: () => Promise<void>) =>
    void claims.push({ name: [...groups, name].join(' > '), test })
  describeAdapter({ describe, it, OpenAI, parseItem, parseList }, harness)
  return claims
}

/** Runs the whole contract inside this process or worker. */
export async function runClaims(harness: AdapterHarness): Promise<readonly ClaimResult[]> {
  const results: ClaimResult[] = []
  for (const { name, test } of claimsOf(harness)) results.push({ name, error: await errorOf(test) })
  return results
}

async function errorOf(test: () => Promise<void>): Promise<string | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No end after ${PATIENCE_MS} ms.`)), PATIENCE_MS)
  })
  try {
    await Promise.race([test(), late])
    return undefined
  } catch (error) {
    return error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error)
  } finally {
    clearTimeout(timer)
  }
}
