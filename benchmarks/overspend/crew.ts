import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { bundle, workingTree } from '../harness/build.js'
import type { Outcome, Scenario } from './scenario.js'

/** Forked processes that call at the same time. */
export interface Crew {
  run(name: string, scenario: Scenario): Promise<Outcome>
  dismiss(): void
}

export async function crewOf(size: number, url: string): Promise<Crew> {
  const [file, ours] = await Promise.all([bundle('overspend', workingTree), bundle('our-redis', workingTree)])
  const env = { ...process.env, NODE_ENV: 'production' }
  const members = Array.from({ length: size }, (_, i) => fork(file, [url, ours, `p${i}`], { execArgv: [], env }))
  await Promise.all(members.map(answerOf))
  return {
    async run(name, { processes, width }) {
      const working = members.slice(0, processes)
      const answers = Promise.all(working.map(answerOf))
      for (const member of working) member.send({ name, key: `${name}, ${width} x ${processes}`, width })
      return sumOf(await answers)
    },
    dismiss() {
      for (const member of members) member.kill()
    },
  }
}

async function answerOf(member: ChildProcess): Promise<Outcome> {
  const answered = new AbortController()
  const { signal } = answered
  const ended = once(member, 'exit', { signal }).then(() => {
    throw new Error('A process of the overspend benchmark ended early.')
  })
  try {
    const [outcome] = await Promise.race([once(member, 'message', { signal }), ended])
    return outcome as Outcome
  } finally {
    answered.abort()
    ended.catch(() => {})
  }
}

function sumOf(outcomes: readonly Outcome[]): Outcome {
  const sum = (field: keyof Outcome): number => outcomes.reduce((total, outcome) => total + outcome[field], 0)
  return { spent: sum('spent'), admitted: sum('admitted'), refused: sum('refused'), failed: sum('failed') }
}
