import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import type { Scenario } from './scenario/scenario.js'
import { simulate } from './simulate.js'

interface Regression {
  readonly invariant: string
  readonly scenario: Scenario
}

const FOLDER = new URL('./regressions/', import.meta.url)

function regressionsIn(folder: URL): (readonly [string, Regression])[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return names.map((name) => [name.replace('.json', ''), JSON.parse(readFileSync(new URL(name, folder), 'utf8'))])
}

describe('what the simulation once found', () => {
  for (const [name, { scenario }] of regressionsIn(FOLDER)) {
    it(`stays mended: ${name}`, async () => {
      expect((await simulate(scenario)).violation).toBeUndefined()
    })
  }
})

describe('what the simulation has found and nobody has mended yet', () => {
  // One that fails here was mended: move its file up a folder and take it out of open-findings.ts.
  for (const [name, { invariant, scenario }] of regressionsIn(new URL('open/', FOLDER))) {
    it(`is still there: ${name}`, async () => {
      expect((await simulate(scenario, { isStrict: true })).violation?.invariant).toBe(invariant)
      expect((await simulate(scenario)).violation).toBeUndefined()
    })
  }
})
