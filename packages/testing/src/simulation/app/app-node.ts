import { type Clock, createLimiter, type Limiter, type Store } from '@llm-limit/core'
import { chanceOf } from '../scenario/chance.js'
import type { Owner } from '../time/timeline.js'
import type { World } from '../world.js'
import { prices } from './prices.js'

/** One process of the app: a real limiter, with virtual time, chance and ids. */
export interface AppNode extends Owner {
  readonly index: number
  /** Of the processes that came one after the other in this place. */
  readonly life: number
  readonly limiter: Limiter
  readonly clock: Clock
  /** Its limiter is being closed: it takes no new requests. */
  isStopping: boolean
  /** The id that the limiter gets when it asks for a new one. */
  nextId: string | undefined
  /** Whether the store failed and has not come back, as the limiter tells it; since when in virtual time. */
  degradedSinceUs: number | undefined
  /** Goes on after so long, unless the process is gone. */
  sleep(ms: number): Promise<void>
  pauseUntil(us: number): void
  moveClock(byMs: number): void
  /** At once, in the middle of whatever it was doing. */
  die(): void
}

export interface AppNodeOptions {
  readonly world: World
  readonly index: number
  readonly life: number
  readonly skewMs: number
  /** The store of a process that may be gone. */
  readonly storeFor: (owner: Owner) => Store
}

export function appNode({ world, index, life, skewMs, storeFor }: AppNodeOptions): AppNode {
  const { scenario, timeline } = world
  const random = chanceOf(scenario.seed, `chance of n${index} ${life}`)
  const owner = { isGone: false, pausedUntilUs: 0 }
  let offsetMs = skewMs
  let ids = 0
  const clock: Clock = {
    now: () => world.nowMs() + offsetMs,
    steady: () => Math.floor(world.timeline.nowUs / 1000),
    setTimer: (fire, delayMs) => timeline.after(delayMs * 1000, fire, owner),
  }
  const limiter = createLimiter({
    ...scenario.policy,
    prices,
    clock,
    leaseMs: scenario.leaseMs,
    storeDeadlineMs: scenario.deadlineMs,
    random: () => random.integer(0, 999_999) / 1_000_000,
    newId() {
      const named = node.nextId
      node.nextId = undefined
      ids += 1
      return named ?? `post-${index}-${life}-${ids}`
    },
    store: storeFor(owner),
  })
  limiter.on('store-degraded', () => {
    node.degradedSinceUs ??= world.timeline.nowUs
    world.count('outage begun')
  })
  limiter.on('store-recovered', () => {
    node.degradedSinceUs = undefined
    world.count('outage over')
  })
  limiter.on('settlements-dropped', () => world.count('settlements dropped'))
  const node: AppNode = {
    index,
    life,
    limiter,
    clock,
    isStopping: false,
    nextId: undefined,
    degradedSinceUs: undefined,
    get isGone() {
      return owner.isGone
    },
    get pausedUntilUs() {
      return owner.pausedUntilUs
    },
    sleep: (ms) =>
      new Promise((resolve) => {
        timeline.after(ms * 1000, resolve, owner)
      }),
    pauseUntil(us) {
      owner.pausedUntilUs = Math.max(owner.pausedUntilUs, us)
    },
    moveClock(byMs) {
      offsetMs += byMs
    },
    die() {
      owner.isGone = true
    },
  }
  return node
}
