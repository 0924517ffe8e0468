import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { type Mutant, planted } from './mutant.js'
import { mutants } from './mutants.js'

const ROOT = new URL('../../', import.meta.url)
const read = (file: string): string => readFileSync(new URL(file, ROOT), 'utf8')

describe('planted bugs', () => {
  it('are twenty at least, each with a name of its own', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length)
    expect(mutants.length).toBeGreaterThanOrEqual(20)
  })

  it.each(mutants.map((mutant) => [mutant.name, mutant] as const))('%s: stands where the list says', (_, mutant) => {
    expect(planted(read(mutant.file), mutant)).toContain(mutant.replace)
    expect(existsSync(new URL(mutant.killedBy.file, ROOT))).toBe(true)
  })
})

describe('planted', () => {
  const mutant: Mutant = {
    name: 'a bug',
    ids: [],
    file: 'a.ts',
    find: 'right',
    replace: 'wrong',
    killedBy: { file: 'a.test.ts', name: 'a test' },
  }

  it('replaces the text that stands once', () => {
    expect(planted('is right?', mutant)).toBe('is wrong?')
  })

  it.each(['is gone', 'is right, and right again'])('refuses a source in which the text %s', (source) => {
    expect(() => planted(source, mutant)).toThrow('must once')
  })
})
