import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { planted } from '../mutants/mutant.js'
import { simulationBugs } from './find-bugs.js'

const ROOT = new URL('../../', import.meta.url)

describe('bugs that the simulation has to find', () => {
  it('are twenty at least, each with a name of its own', () => {
    expect(new Set(simulationBugs.map(({ name }) => name)).size).toBe(simulationBugs.length)
    expect(simulationBugs.length).toBeGreaterThanOrEqual(20)
  })

  it.each(simulationBugs.map((bug) => [bug.name, bug] as const))('%s: stands where the list says', (_, bug) => {
    const source = readFileSync(new URL(bug.file, ROOT), 'utf8')
    expect(planted(source, { ...bug, killedBy: { file: '', name: '' } })).toContain(bug.replace)
  })
})
