import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type FakeModelServer, fakeModelServer } from '@llm-limit/testing'
import { compileErrors } from './compile-snippets.js'
import {
  FRAMEWORKS,
  frameworkProgram,
  packagePages,
  productHolds,
  quickStartHolds,
  readmePrograms,
  runSnippet,
} from './readme-programs.js'
import { blockOf, installedOn, snippetsOf } from './snippets.js'
import { transcript, transcriptIn } from './transcript.js'

const ROOT = new URL('../../', import.meta.url)
const guides = readdirSync(new URL('docs/guide/', ROOT)).filter((file) => file.endsWith('.md'))
const readmes = packagePages()
const snippets = ['README.md', ...readmes, ...guides.map((file) => `docs/guide/${file}`)].flatMap(snippetsOf)

describe('code on the pages', () => {
  const wrong = { file: 'page.md', line: 7, preamble: 'declare const a: 1\n', code: 'const b = a\nconst c: 2 = b\n' }
  let errors: string[]
  beforeAll(() => {
    errors = compileErrors([...snippets, wrong])
  }, 120_000)

  it('compiles', () => {
    expect(errors.filter((error) => !error.startsWith('page.md'))).toEqual([])
  })

  it('is told with the line of the page when it does not', () => {
    expect(errors).toContainEqual(expect.stringMatching(/^page\.md:8 Type '1' is not assignable/))
  })
})

describe('the page of a package', () => {
  it.each(readmes)('%s names each package to install that its program imports', (file) => {
    const imported = [...blockOf(file, 'ts').matchAll(/ from '((?:@[^/']+\/)?[^/']+)/g)].map(([, name = '']) => name)
    expect(imported.length).toBeGreaterThan(0)
    const installed = installedOn(file)
    expect(imported.filter((name) => !name.startsWith('node:') && !installed.includes(name))).toEqual([])
  })
})

describe('programs of the README', () => {
  let models: FakeModelServer
  beforeAll(async () => {
    models = await fakeModelServer()
  })
  afterAll(() => models.close())

  it('the quick start answers with budgets', async () => {
    await using program = await runSnippet(readmePrograms()[0], models)
    await quickStartHolds(program.origin, models)
  }, 120_000)

  it('the page of Express has the same one', () => {
    expect(frameworkProgram('express').code).toBe(readmePrograms()[0].code)
  })

  it.each(FRAMEWORKS)(
    'the quick start with %s answers with budgets',
    async (name) => {
      await using program = await runSnippet(frameworkProgram(name), models)
      await quickStartHolds(program.origin, models)
    },
    120_000,
  )

  it('the policy for a product counts what the model bills', async () => {
    await using program = await runSnippet(readmePrograms()[1], models)
    await productHolds(program.origin, models)
  }, 120_000)

  it('what the user sees is what it answers; `npx tsx scripts/pages/transcript.ts` writes it anew', async () => {
    const page = readFileSync(new URL('README.md', ROOT), 'utf8')
    expect(transcriptIn(page)).toBe(await transcript())
  }, 120_000)
})
