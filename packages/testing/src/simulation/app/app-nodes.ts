import type { Heard } from '../checks/heard.js'
import { checkLeaseKept } from '../checks/lease-kept.js'
import type { Fates } from '../network/fates.js'
import { lineOf, type Underway } from '../network/line.js'
import type { Deployment } from '../server/deployment.js'
import { storeClient } from '../server/store-client.js'
import type { World } from '../world.js'
import { type AppNode, appNode } from './app-node.js'
import type { Books } from './books.js'

/** The processes of an app, each in its place; a place may be empty for a while. */
export interface AppNodes {
  at(index: number): AppNode | undefined
  /** All that ever lived. */
  readonly all: readonly AppNode[]
  die(index: number): void
  /** Puts a new process into an empty place. */
  restart(index: number): void
  cut(node: number | 'all', way: 'both' | 'requests' | 'replies', by: 1 | -1): void
  /** Whether no message is on its way to anybody who lives. */
  isQuiet(): boolean
}

export interface AppNodesOptions {
  readonly world: World
  readonly deployment: Deployment
  readonly fates: Fates
  readonly books: Books
  readonly heard: Heard
}

export function createAppNodes({ world, deployment, fates, books, heard }: AppNodesOptions): AppNodes {
  const { scenario } = world
  const underway: Underway = new Set()
  const cuts = new Map<string, number>()
  const all: AppNode[] = []
  const places = scenario.nodes.map((_, index) => born(index, 0))

  function isCut(node: number, way: 'requests' | 'replies'): boolean {
    return (cuts.get(`${node} ${way}`) ?? 0) + (cuts.get(`all ${way}`) ?? 0) > 0
  }

  function born(index: number, life: number): AppNode {
    const node: AppNode = appNode({
      ...{ world, index, life, skewMs: scenario.nodes[index]?.skewMs ?? 0 },
      storeFor: (owner) =>
        storeClient(
          lineOf({
            ...{ world, deployment, fates, node: index, owner, isCut, underway },
            whenDelivered(operation, reply, write, tookUs) {
              checkLeaseKept(world, books, operation, reply)
              books.heard(operation, reply, write)
              heard.note(node, operation, reply, write, tookUs < scenario.deadlineMs * 1000)
            },
          }),
        ),
    })
    all.push(node)
    return node
  }

  return {
    all,
    isQuiet: () => [...underway].every(({ owner }) => owner?.isGone === true),
    at(index) {
      const node = places[index]
      return node?.isGone === false ? node : undefined
    },
    die: (index) => places[index]?.die(),
    restart(index) {
      const before = places[index]
      if (before?.isGone === true) places[index] = born(index, before.life + 1)
    },
    cut(node, way, by) {
      for (const each of way === 'both' ? ['requests', 'replies'] : [way]) {
        const name = `${node} ${each}`
        cuts.set(name, (cuts.get(name) ?? 0) + by)
      }
    },
  }
}
