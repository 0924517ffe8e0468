import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { LogCall } from '@llm-limit/simulator'
import { type Comparison, compare } from './compare.js'
import { CURVES } from './curves.js'
import type { Outcome } from './outcome.js'
import { linesOf } from './table.js'
import { targetLines } from './targets.js'
import { tracedCalls } from './trace.js'
import { WALL, WAYS } from './ways.js'

const SETTING = { exponent: 1.1, percentile: 90 }
const REQUESTS = 400
const HOUR_MS = 3_600_000

let folder: string
let file: string
let comparison: Comparison

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'llm-limit-headline-'))
  file = join(folder, 'trace.csv')
  writeFileSync(file, trace())
  comparison = await compare(file, SETTING)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A request every nine seconds, most of them short. */
function trace(): string {
  const rows = Array.from({ length: REQUESTS }, (_, i) => {
    const time = new Date(Date.UTC(2023, 10, 16, 18, 15) + i * 9_000).toISOString().replace('T', ' ').replace('Z', '')
    return `${time},${200 + ((i * 137) % 1_800)},${20 + ((i * 71) % 600)}`
  })
  return ['TIMESTAMP,ContextTokens,GeneratedTokens', ...rows, ''].join('\n')
}

function outcomesOf(name: string): readonly Outcome[] {
  const outcomes = comparison.outcomes.get(name) ?? []
  expect(outcomes).toHaveLength(5)
  return outcomes
}

function refusedBy(name: string): number {
  return outcomesOf(name).reduce((total, { refused }) => total + refused, 0)
}

describe('the ways of the headline', () => {
  it('see every request of the trace once, whatever becomes of it', () => {
    for (const { name } of WAYS)
      expect(outcomesOf(name).map(({ requests }) => requests)).toEqual(Array(5).fill(REQUESTS))
  })

  it('spend nothing above their ceilings, where these are in money', () => {
    for (const { name } of WAYS.filter((way) => way.name !== 'request counting'))
      expect(outcomesOf(name).map(({ overNanoUsd }) => overNanoUsd)).toEqual(Array(5).fill(0))
  })

  it('refuse fewer by each step of the ladder, and by its pace', () => {
    const steps = [WALL, 'one step down, to mini', '+ learned estimates', '+ burn rate (pace: 0.25)'].map(refusedBy)
    expect(steps).toEqual([...steps].sort((a, b) => b - a))
    expect(new Set(steps).size).toBe(steps.length)
  })

  it('serve less for nothing only where there is something less to serve', () => {
    expect(outcomesOf('wall at 120 %').map(({ lessForNothing }) => lessForNothing)).toEqual(Array(5).fill(0))
    const [ladder, paced] = ['+ learned estimates', '+ burn rate (pace: 0.25)'].map((name) =>
      outcomesOf(name).reduce((total, { lessForNothing }) => total + lessForNothing, 0),
    )
    expect(paced).toBeGreaterThan(ladder ?? Number.POSITIVE_INFINITY)
  })

  it('print the same in two runs', async () => {
    expect(linesOf(await compare(file, SETTING))).toEqual(linesOf(comparison))
  })

  it('have names of their own, those of the curves too', () => {
    for (const ways of [WAYS, CURVES]) expect(new Set(ways.map(({ name }) => name)).size).toBe(ways.length)
  })
})

describe('the targets', () => {
  const outcome = (refused: number, overNanoUsd = 0): Outcome => ({
    requests: 100,
    refused,
    refusedModest: 0,
    lessForNothing: 0,
    servedInFull: 1,
    spentNanoUsd: 100,
    beyondLimitNanoUsd: 0,
    overNanoUsd,
  })
  const marks = (learned: Outcome, all: Outcome): string[] => {
    const outcomes = new Map([
      [WALL, [outcome(100)]],
      ['+ learned estimates', [learned]],
      ['+ waiting: everything on', [all]],
    ])
    return targetLines({ ...comparison, outcomes }).map((line) => line.slice(0, 6).trimEnd())
  }

  it('are met by 70 and 90 % fewer refusals, and missed by less', () => {
    expect(marks(outcome(30), outcome(10))).toEqual(['met', 'met', 'met'])
    expect(marks(outcome(31), outcome(11))).toEqual(['missed', 'missed', 'met'])
  })

  it('are missed by an overrun of more than 2 %, and by refusing those who want little', () => {
    expect(marks(outcome(0, 3), outcome(0, 2))).toEqual(['missed', 'met', 'met'])
    expect(marks({ ...outcome(0), refusedModest: 1 }, outcome(0))).toEqual(['met', 'met', 'missed'])
  })
})

describe('a population in bursts', () => {
  const population = { users: 500, exponent: 1.1, seed: 1 }

  async function callsOf(activeMinutes?: number): Promise<LogCall[]> {
    const calls: LogCall[] = []
    for await (const some of tracedCalls(file, { ...population, activeMinutes })) calls.push(...some)
    return calls
  }

  it('makes the same requests, each user within his minutes of the same hour', async () => {
    const [steady, moved] = [await callsOf(), await callsOf(10)]
    const plain = (calls: readonly LogCall[]) => calls.map(({ line, user }) => `${line} ${user}`).sort()
    expect(plain(moved)).toEqual(plain(steady))
    const times = new Map<string | undefined, number[]>()
    for (const { user, atMs } of moved) times.set(user, [...(times.get(user) ?? []), atMs])
    for (const each of times.values()) {
      expect(Math.max(...each) - Math.min(...each)).toBeLessThanOrEqual(600_000)
      expect(Math.floor(Math.max(...each) / HOUR_MS)).toBe(Math.floor(Math.min(...each) / HOUR_MS))
    }
    const inOrder = moved.map(({ atMs }) => atMs)
    expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b))
  })
})
