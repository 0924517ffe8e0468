import { LEASE_GRID_MS, memoryStore } from '@llm-limit/core'
import type { AppNode } from './app/app-node.js'
import { createAppNodes } from './app/app-nodes.js'
import { createBooks } from './app/books.js'
import { promisesKept } from './app/promises-kept.js'
import { tellRequest } from './app/request-story.js'
import { surveyOf } from './app/survey.js'
import { type AtRest, checkAtRest, checkBooks } from './checks/at-rest.js'
import { createChecks } from './checks/checks.js'
import { checkHandedBack } from './checks/handed-back.js'
import { createHeard } from './checks/heard.js'
import { checkSplit } from './checks/split.js'
import type { Fate } from './network/fate.js'
import { fatesOf } from './network/fates.js'
import { planFaults } from './plan-faults.js'
import type { RequestPlan, Scenario } from './scenario/scenario.js'
import { deploymentOf } from './server/deployment.js'
import type { MakeStore } from './server/simulated-server.js'
import { runEvents } from './time/run-events.js'
import { createWorld, type Violation } from './world.js'

export interface SimulateOptions {
  /** Writes down every message and its fate. */
  readonly isTold?: boolean | undefined
  /** What stands for the server's scripts; the memory store by default. */
  readonly makeStore?: MakeStore | undefined
}

/** What came of one run. */
export interface Run {
  readonly violation: Violation | undefined
  readonly counts: ReadonlyMap<string, number>
  /** One line an event, when it was told. */
  readonly history: readonly string[]
  /** Of all messages, when it was told. */
  readonly fates: ReadonlyMap<string, Fate>
}

/** So long after all faults a process may still be busy with what they left. */
const AFTERMATH_MS = 5_000
/** Of what a process hands over that it admitted without the store. */
const POSTING_LEASE_MS = 60_000
const LONGEST_STORY_MS = 1_800_000

/** One scenario from its beginning to rest. The same scenario, the same run, to the byte. */
export async function simulate(scenario: Scenario, options: SimulateOptions = {}): Promise<Run> {
  const { isTold = false, makeStore = (clock) => memoryStore({ clock }) } = options
  const history: string[] = []
  const world = createWorld(scenario, isTold ? history : undefined)
  const { timeline } = world
  const deployment = deploymentOf({
    ...{ world, makeStore },
    whenSplitEnds: (old, fork) => checkSplit(world, old, fork),
  })
  const fates = fatesOf(world, isTold)
  const books = createBooks()
  const heard = createHeard()
  const promises = promisesKept(world)
  const nodes = createAppNodes({ world, deployment, fates, books, heard })
  const checks = createChecks({ world, books, deployment, heard, survey: surveyOf(scenario) })
  const stage = { world, books, promises, checks }
  const atRest: AtRest = { world, deployment, books, nodes, promises }
  const stories = new Set<{ readonly node: AppNode }>()

  async function begin(plan: RequestPlan, index: number): Promise<void> {
    const node = nodes.at(index)
    if (node === undefined || node.isStopping) return world.count('request to nobody')
    const story = { node }
    stories.add(story)
    await tellRequest(stage, plan, node)
    stories.delete(story)
  }

  const areToldOut = (): boolean => [...stories].every(({ node }) => node.isGone)
  const until = (ms: number, isOver: () => boolean = () => false): Promise<void> =>
    runEvents(timeline, timeline.nowUs + ms * 1000, () => world.violation !== undefined || isOver())

  planFaults({ world, deployment, nodes, promises })
  for (const request of scenario.requests) {
    const { atMs, node, copies } = request
    timeline.after(atMs * 1000, () => void begin(request, node))
    for (const copy of copies) timeline.after((atMs + copy.afterMs) * 1000, () => void begin(request, copy.node))
  }
  await until(lastOf(scenario))
  await until(LONGEST_STORY_MS, nodes.isQuiet)
  await until(AFTERMATH_MS)
  checkHandedBack(atRest)
  for (const { index, isGone } of nodes.all) if (!isGone) void begin(lastRequest(index), index)
  await until(LONGEST_STORY_MS, areToldOut)
  await until(AFTERMATH_MS)
  checkBooks(atRest)
  for (const node of nodes.all) {
    if (node.isGone) continue
    node.isStopping = true
    void promises.watch(node, `close of n${node.index}`, node.limiter.close())
  }
  await until(
    Math.max(0, deployment.primary.server.restlessMs()) +
      Math.max(scenario.leaseMs, POSTING_LEASE_MS) +
      2 * LEASE_GRID_MS,
  )
  checkAtRest(atRest)
  return { violation: world.violation, counts: world.counts, history, fates: fates.told }
}

/** When the last fault is over and the last request has come. */
function lastOf({ requests, faults }: Scenario): number {
  const ends = requests.map(({ atMs, copies }) => atMs + Math.max(0, ...copies.map(({ afterMs }) => afterMs)))
  return Math.max(...ends, ...faults.map(({ untilMs }) => untilMs)) + 1
}

/** Asked of every process when all is well again: it has to come to a decision. */
function lastRequest(node: number): RequestPlan {
  return {
    ...{ name: `last-${node}`, atMs: 0, node, user: 'zoe', inputTokens: 1, maxOutputTokens: 1, model: 'cheap' },
    ...{ isNamed: false, copies: [], keepsAlive: false, calls: [] },
    end: { afterMs: 1, how: 'settle', permille: 1000, report: 'whole', isTwice: false },
  }
}
