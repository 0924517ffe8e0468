// `npx tsx benchmarks/frameworks.ts`: CPU time that a limiter adds to a request with a 1 KB chat body, in each framework.
import { BARE, EXPRESS_RATE_LIMIT, OURS } from './contestants/names.js'
import { runAlone } from './harness/alone.js'
import { bundle, type SourceTree, workingTree } from './harness/build.js'
import type { Row, Section } from './harness/sections.js'
import { addedTo, takeTurns } from './harness/turns.js'

const FRAMEWORKS = ['express', 'koa', 'hono', 'fastify']

/** The working tree only: each framework is its own comparison. */
export async function frameworksBenchmark(_: readonly SourceTree[], isQuick: boolean): Promise<Section[]> {
  const files = await Promise.all(FRAMEWORKS.map((framework) => bundle(framework, workingTree)))
  const contestants = FRAMEWORKS.flatMap((framework, i) => {
    const limiters = framework === 'express' ? [BARE, EXPRESS_RATE_LIMIT, OURS] : [BARE, OURS]
    return limiters.map((limiter) => ({
      name: `${framework}: ${limiter}`,
      file: files[i] ?? '',
      arguments: [limiter],
    }))
  })
  const rounds = await takeTurns(contestants, isQuick ? 4 : 15)
  const added = (framework: string, limiter: string): number =>
    addedTo(rounds, `${framework}: ${BARE}`, `${framework}: ${limiter}`)
  const peer = added('express', EXPRESS_RATE_LIMIT)
  const rowOf = (framework: string, limiter: string): Row => {
    const value = added(framework, limiter)
    return { name: `${framework}: ${limiter}`, value: value / 1000, ratio: value / peer }
  }
  const rows = [rowOf('express', EXPRESS_RATE_LIMIT), ...FRAMEWORKS.map((framework) => rowOf(framework, OURS))]
  const title = 'added to a request of each framework, 1 KB chat, all fields, settled'
  return [{ title, unit: 'us', peer: `express: ${EXPRESS_RATE_LIMIT}`, rows }]
}

await runAlone(import.meta.url, frameworksBenchmark)
