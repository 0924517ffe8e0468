import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import type { Scenario } from './scenario/scenario.js'
import { simulate } from './simulate.js'

const FOLDER = new URL('./regressions/', import.meta.url)

function scenarioIn(name: string): Scenario {
  return JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')).scenario
}

describe('what the simulation once found', () => {
  for (const name of readdirSync(FOLDER)) {
    it(`stays mended: ${name.replace('.json', '')}`, async () => {
      expect((await simulate(scenarioIn(name))).violation).toBeUndefined()
    })
  }
})
