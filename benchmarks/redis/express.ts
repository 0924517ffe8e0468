import { BARE, OURS, UNION } from '../contestants/names.js'
import { bundle, type SourceTree, workingTree } from '../harness/build.js'
import { withRedis } from '../harness/redis-server.js'
import type { Section } from '../harness/sections.js'
import { addedTo, takeTurns } from '../harness/turns.js'
import { hasRedisStore } from './parts.js'

/** CPU time that a limiter over Redis adds to an Express request, its client included, the server not. */
export async function expressPart(trees: readonly SourceTree[], isQuick: boolean): Promise<Section[]> {
  const peers = await bundle('redis-express-peers', workingTree)
  const ours = await Promise.all(
    trees.filter(hasRedisStore).map(async (tree) => ({ name: tree.label, file: await bundle('redis-express', tree) })),
  )
  const contestants = [{ name: BARE, file: peers }, { name: UNION, file: peers }, ...ours]
  const rounds = await withRedis((url) =>
    takeTurns(
      contestants.map(({ name, file }) => ({ name, file, arguments: [url, name] })),
      isQuick ? 4 : 15,
    ),
  )
  const union = addedTo(rounds, BARE, UNION)
  const rows = [UNION, ...ours.map(({ name }) => name)].map((name) => {
    const value = addedTo(rounds, BARE, name)
    return { name, value: value / 1000, ratio: value / union, ...(name === OURS ? { below: 1 } : {}) }
  })
  return [{ title: 'Redis: added to an Express request, 1 KB chat, 32 at once', unit: 'us', peer: UNION, rows }]
}
