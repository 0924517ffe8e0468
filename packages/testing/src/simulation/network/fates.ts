import { chanceOf } from '../scenario/chance.js'
import type { FaultOf } from '../scenario/scenario.js'
import type { World } from '../world.js'
import { drawFate, type Fate, UNHARMED } from './fate.js'

/** Decides what becomes of messages, by their names alone. */
export interface Fates {
  of(node: number, message: string): Fate
  /** Those of all messages so far, where they are written down. */
  readonly told: Map<string, Fate>
}

/** @param isTold Whether to write them down. */
export function fatesOf(world: World, isTold: boolean): Fates {
  const { scenario, timeline } = world
  const faults = scenario.faults.filter((fault) => fault.do === 'network')
  const told = new Map<string, Fate>()

  function drawn(node: number, message: string): Fate {
    const random = chanceOf(scenario.seed, message)
    const nowMs = timeline.nowUs / 1000
    for (const fault of faults) {
      if (isOn(fault, node, nowMs) && random.integer(1, 1000) <= fault.permille) return drawFate(random, fault.harm)
    }
    return drawFate(random, 'none')
  }

  return {
    told,
    of(node, message) {
      const fate = scenario.fates === undefined ? drawn(node, message) : (scenario.fates[message] ?? UNHARMED)
      if (fate.harm !== 'none') world.count(`message ${fate.harm}`)
      if (isTold && fate !== UNHARMED) told.set(message, fate)
      return fate
    },
  }
}

function isOn({ node, fromMs, untilMs }: FaultOf<'network'>, sender: number, nowMs: number): boolean {
  return nowMs >= fromMs && nowMs < untilMs && (node === 'all' || node === sender)
}
