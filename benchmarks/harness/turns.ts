import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { median } from './median.js'
import type { Work } from './serve-turns.js'

/** One implementation of what is measured, in a process of its own. */
export interface Contestant {
  readonly name: string
  readonly file: string
  readonly arguments: readonly string[]
}

/** CPU ns of one operation in each round, by contestant. */
export type Rounds = ReadonlyMap<string, readonly number[]>

const ROUNDS = 15
/** Turns are short, so that a noisy minute hits all alike; a round is long, so that each has its share of garbage collection. */
const TURNS_A_ROUND = 10
const WARM_UPS = 2

/**
 * Lets contestants work in turn: one runs, the others wait. Every other time backwards, so that none always follows the
 * same one. Each has its own process, since a heap full of one's records and the promise hooks of another would slow all.
 */
export async function takeTurns(contestants: readonly Contestant[], count = ROUNDS): Promise<Rounds> {
  const players = contestants.map(({ name, file, arguments: args }) => ({ name, process: start(file, args) }))
  const costs = new Map<string, number[]>(contestants.map(({ name }) => [name, []]))
  try {
    await Promise.all(players.map(({ process }) => answerOf(process)))
    for (let round = -WARM_UPS; round < count; round += 1) {
      const works = await playRound(players)
      if (round < 0) continue
      for (const [name, { cpuNs, operations }] of works) costs.get(name)?.push(cpuNs / operations)
    }
  } finally {
    for (const { process } of players) process.kill()
  }
  return costs
}

interface Player {
  readonly name: string
  readonly process: ChildProcess
}

async function playRound(players: readonly Player[]): Promise<ReadonlyMap<string, Work>> {
  const works = new Map<string, Work>()
  for (let turn = 0; turn < TURNS_A_ROUND; turn += 1) {
    for (const { name, process } of turn % 2 === 0 ? players : [...players].reverse()) {
      process.send('turn')
      const { cpuNs, operations } = await answerOf(process)
      const before = works.get(name)
      works.set(name, {
        cpuNs: cpuNs + (before?.cpuNs ?? 0),
        operations: operations + (before?.operations ?? 0),
      })
    }
  }
  return works
}

function start(file: string, args: readonly string[]): ChildProcess {
  return fork(file, args, { execArgv: [], env: { ...process.env, NODE_ENV: 'production' } })
}

async function answerOf(child: ChildProcess): Promise<Work> {
  const answered = new AbortController()
  const { signal } = answered
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error(`A contestant ended early: ${child.spawnargs.join(' ')}`)
  })
  try {
    const [work] = await Promise.race([once(child, 'message', { signal }), ended])
    return work as Work
  } finally {
    answered.abort()
  }
}

/** Median over the rounds of what one costs, as a multiple of what the other costs in the same round. */
export function ratio(rounds: Rounds, name: string, other: string): number {
  const others = rounds.get(other) ?? []
  return median((rounds.get(name) ?? []).map((cost, i) => cost / (others[i] ?? Number.NaN)))
}

/** Median over the rounds of what one costs more than the other in the same round. */
export function addedTo(rounds: Rounds, other: string, name: string): number {
  const others = rounds.get(other) ?? []
  return median((rounds.get(name) ?? []).map((cost, i) => cost - (others[i] ?? Number.NaN)))
}
