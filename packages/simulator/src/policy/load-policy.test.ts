import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import { temporaryFolder } from '../log/log-file.fixture.js'
import { loadPolicy } from './load-policy.js'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const CORE = `import { createLimiter, type Policy } from '@llm-limit/core'`

async function faultOf(name: string, text: string): Promise<string> {
  const file = folder.write(name, text)
  const told = await loadPolicy(file).then(String, (error: Error) => error.message)
  return told.replaceAll(`${dirname(file)}/`, '')
}

describe('the policy of an app', () => {
  it('is that of the limiter that its TypeScript module exports, with the modules that it imports', async () => {
    folder.write('plans.ts', `export const quotas = ['60 requests / minute'] as const`)
    const file = folder.write(
      'limits.ts',
      `${CORE}\nimport { quotas } from './plans.js'\nexport const limiter = createLimiter({ quotas, timeZone: 'Europe/Berlin' })`,
    )
    expect(await loadPolicy(file)).toEqual({ quotas: ['60 requests / minute'], timeZone: 'Europe/Berlin' })
    expect(readdirSync(dirname(file)).filter((name) => name.endsWith('.mjs'))).toEqual([])
  })

  it('is the policy itself, by default or by name, also in JavaScript', async () => {
    const quotas = `{ quotas: ['4 concurrent'] }`
    expect(await loadPolicy(folder.write('default.mjs', `export default ${quotas}`))).toEqual({
      quotas: ['4 concurrent'],
    })
    const typed = `${CORE}\nexport const policy: Policy = ${quotas}`
    expect(await loadPolicy(folder.write('named.ts', typed))).toEqual({ quotas: ['4 concurrent'] })
  })

  it('is found by its bare name, in the folder where the command is run', async () => {
    const file = folder.write('bare.ts', `export default { quotas: ['4 concurrent'] }`)
    const before = process.cwd()
    try {
      process.chdir(dirname(file))
      expect(await loadPolicy('bare.ts')).toEqual({ quotas: ['4 concurrent'] })
    } finally {
      process.chdir(before)
    }
  })

  it('is told with line and column where it has a typo', async () => {
    const typo = `${CORE}\nexport const limiter = createLimiter({\n  quotas: ['10 request / minute'],\n} as Policy)`
    expect(await faultOf('typo.ts', typo)).toContain("typo.ts:3:13: Quota '10 request / minute' cannot be read.")
    expect(await faultOf('syntax.ts', `${CORE}\nexport default {\n  quotas: [,\n`)).toMatch(/syntax\.ts:4:0: ERROR/)
  })

  it.each([
    ['export const other = 1', "'empty.mjs' exports other. Export a limiter or a policy"],
    ['export default 1', "'empty.mjs' exports default. Export a limiter or a policy"],
    ['export default (env) => env', "'default' of 'empty.mjs' is a function. Export what it returns"],
    ['throw new Error("no database")', 'empty.mjs cannot be loaded: no database'],
  ])('is missed where there is none: %s', async (text, told) => {
    // A module is loaded once by its name.
    const name = `empty-${text.length}.mjs`
    expect((await faultOf(name, text)).replaceAll(name, 'empty.mjs')).toContain(told)
  })

  it('is missed where there is no file', async () => {
    await expect(loadPolicy('/nowhere/limits.ts')).rejects.toThrow("The policy '/nowhere/limits.ts' cannot be read.")
  })
})
