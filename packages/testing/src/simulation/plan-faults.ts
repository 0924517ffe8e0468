import type { AppNodes } from './app/app-nodes.js'
import type { PromisesKept } from './app/promises-kept.js'
import type { Fault } from './scenario/scenario.js'
import type { Deployment } from './server/deployment.js'
import type { World } from './world.js'

export interface Victims {
  readonly world: World
  readonly deployment: Deployment
  readonly nodes: AppNodes
  readonly promises: PromisesKept
}

/** Puts every fault into the timeline: when it begins, and when it is over. */
export function planFaults(victims: Victims): void {
  const { world } = victims
  const { timeline, scenario } = world
  for (const fault of scenario.faults) {
    const [begin, end] = effectOf(victims, fault)
    timeline.after(fault.fromMs * 1000, () => {
      world.count(`fault ${fault.do}`)
      world.tell(() => `FAULT ${JSON.stringify(fault)}`)
      begin()
    })
    if (end === undefined) continue
    timeline.after(fault.untilMs * 1000, () => {
      world.tell(() => `fault ${fault.do} is over`)
      end()
    })
  }
}

type Effect = readonly [begin: () => void, end?: () => void]

function effectOf(victims: Victims, fault: Fault): Effect {
  const { world, deployment, nodes } = victims
  switch (fault.do) {
    case 'network':
      return [() => undefined, () => undefined]
    case 'cut':
      return [() => nodes.cut(fault.node, fault.way, 1), () => nodes.cut(fault.node, fault.way, -1)]
    case 'freeze':
      return [deployment.freeze, deployment.thaw]
    case 'refuse':
      return [() => deployment.refuse(true), () => deployment.refuse(false)]
    case 'restart':
      return [() => deployment.goDown(fault.isSilent), () => deployment.comeBack(fault.lost)]
    case 'failover':
      return [() => deployment.goDown(fault.isSilent), () => deployment.comeBack(fault.lost, fault.clockMs)]
    case 'split':
      return [() => deployment.split(fault.lost, fault.stay), deployment.heal]
    case 'evict':
      return [() => deployment.evict(fault.record)]
    case 'flush':
      return [deployment.flush]
    case 'clock':
      return [() => deployment.primary.server.moveClock(fault.byMs)]
    case 'skew':
      return [() => nodes.at(fault.node)?.moveClock(fault.byMs)]
    case 'pause':
      return [() => nodes.at(fault.node)?.pauseUntil(world.timeline.nowUs + (fault.untilMs - fault.fromMs) * 1000)]
    case 'crash':
      return [() => nodes.die(fault.node), restartOf(nodes, fault)]
    case 'stop':
      return [() => void stop(victims, fault.node), restartOf(nodes, fault)]
  }
}

function restartOf(
  nodes: AppNodes,
  { node, restarts }: { readonly node: number; readonly restarts: boolean },
): () => void {
  return () => {
    if (restarts) nodes.restart(node)
  }
}

/** I19: what is under way is settled or left to its lease, and closing ends. */
async function stop({ nodes, promises }: Victims, index: number): Promise<void> {
  const node = nodes.at(index)
  if (node === undefined || node.isStopping) return
  node.isStopping = true
  await promises.watch(node, `close of n${index}`, node.limiter.close())
  node.die()
}
