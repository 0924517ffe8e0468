import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { bundle, type SourceTree, workingTree } from '../harness/build.js'
import { pinApart } from '../harness/pin.js'
import { withRedis } from '../harness/redis-server.js'
import type { Section } from '../harness/sections.js'

/** What is measured in one process that has all contestants, a store of each source tree among them. */
export const arenaParts = ['calls', 'wide', 'ending', 'memory', 'commands'] as const
export type ArenaPart = (typeof arenaParts)[number]

export async function measurePart(part: ArenaPart, trees: readonly SourceTree[], isQuick: boolean): Promise<Section[]> {
  const file = await bundle('redis', workingTree)
  const modules = await Promise.all(trees.filter(hasRedisStore).map(storeModule))
  return withRedis(async (url, { pid }) => {
    const args = [part, url, isQuick ? 'quick' : 'full', ...modules]
    const env = { ...process.env, NODE_ENV: 'production' }
    const child = fork(file, args, { execArgv: [], env, serialization: 'advanced' })
    pinApart(pid, child.pid)
    const [answer] = await Promise.race([once(child, 'message'), once(child, 'exit')])
    if (!Array.isArray(answer)) throw new Error(`redis-${part} ended early.`)
    return answer
  })
}

export function hasRedisStore({ root }: SourceTree): boolean {
  return existsSync(`${root}packages/redis/src/index.ts`)
}

async function storeModule(tree: SourceTree): Promise<string> {
  return `${tree.label}=${await bundle('our-redis', tree)}`
}
