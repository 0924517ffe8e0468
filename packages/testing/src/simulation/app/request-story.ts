import type { Admission, Usage } from '@llm-limit/core'
import type { CallPlan, Report, RequestPlan } from '../scenario/scenario.js'
import type { Stage } from '../stage.js'
import type { AppNode } from './app-node.js'
import type { Account } from './books.js'
import { dueOf, type Spending, spendingOf, sumOf } from './spending.js'

/** What one request has used so far. */
interface Tab {
  readonly spent: Spending[]
  /** Everything that was spent was told in full. */
  isWhole: boolean
}

/** One request from its arrival to its end, as a handler of an app would go about it. Ends in the middle when the process dies. */
export async function tellRequest(stage: Stage, plan: RequestPlan, node: AppNode): Promise<void> {
  const { world, books, promises, checks } = stage
  if (plan.looksFirst === true) await look(stage, plan, node)
  if (node.isStopping) return
  const { account, attempt } = books.begin(plan, node, world.timeline.nowUs)
  const { name, user, org, operation, fingerprint, inputTokens, maxOutputTokens, model } = plan
  if (!plan.isNamed) node.nextId = name
  const reserving = node.limiter.reserve({
    subject: { user, org },
    operation,
    call: { inputTokens, maxOutputTokens, model },
    fingerprint,
    id: plan.isNamed ? name : undefined,
  })
  node.nextId = undefined
  const decision = await promises.watch(node, `reserve ${name}`, reserving)
  attempt.outcome = decision.outcome
  world.count(`request ${decision.outcome}`)
  world.tell(() => `n${node.index} ${name} is ${decision.outcome}`)
  checks.decided(account, node, decision)
  if (decision.outcome !== 'admitted') return
  if (plan.keepsAlive) decision.keepAlive()
  const tab: Tab = { spent: [], isWhole: true }
  const calls = plan.calls.map((call) => makeCall(stage, node, decision, call, tab, name))
  await Promise.all(calls)
  await node.sleep(plan.end.afterMs)
  await endRequest(stage, account, node, decision, tab)
}

async function look({ world, promises }: Stage, { name, user, org }: RequestPlan, node: AppNode): Promise<void> {
  const isShown = await promises.watchOutcome(node, `usage for ${name}`, node.limiter.usage({ user, org }))
  world.count(isShown ? 'usage shown' : 'usage unavailable')
}

async function makeCall(
  { world, promises }: Stage,
  node: AppNode,
  admission: Admission,
  plan: CallPlan,
  tab: Tab,
  name: string,
): Promise<void> {
  await node.sleep(plan.afterMs)
  const { inputTokens, maxOutputTokens, model } = plan
  const asked = admission.reserve({ inputTokens, maxOutputTokens, model })
  const call = await promises.watch(node, `call of ${name}`, asked)
  world.count(`call ${call.outcome}`)
  if (call.outcome !== 'admitted') return
  const outputTokens = Math.floor((call.terms.maxOutputTokens * plan.permille) / 1000)
  await node.sleep(plan.runMs / 2)
  if (plan.observes) call.observe(Math.floor(outputTokens / 2))
  await node.sleep(plan.runMs / 2)
  if (plan.outcome === 'released') return call.release()
  if (plan.report !== 'whole') tab.isWhole = false
  tab.spent.push(spendingOf(call.terms.model, inputTokens, outputTokens))
  const usage = usageOf(plan.report, inputTokens, outputTokens)
  const times = plan.report === 'none' ? 0 : plan.isTwice === true ? 2 : 1
  for (let i = 0; i < times; i += 1) call.settle(usage, plan.outcome)
}

async function endRequest(
  stage: Stage,
  account: Account,
  node: AppNode,
  admission: Admission,
  tab: Tab,
): Promise<void> {
  const { promises, world } = stage
  const { name, end, inputTokens } = account.plan
  const outputTokens = Math.floor((admission.terms.maxOutputTokens * end.permille) / 1000)
  const spending = spendingOf(admission.terms.model, inputTokens, outputTokens)
  const ends = {
    settle: () => admission.settle(usageOf(end.report, inputTokens, outputTokens)),
    end: () => admission.end('finished'),
    fail: () => admission.end('failed'),
    release: () => admission.release(),
  }
  if (end.how === 'abandon') return
  world.tell(() => `n${node.index} ${name} ends: ${end.how}`)
  note(account, end.how, end.report, spending, tab)
  const ended = [ends[end.how]()]
  // As a guard does when the response closes, whatever the handler has told.
  if (end.how === 'settle') ended.push(admission.end('finished'))
  if (end.isTwice) ended.push(admission.end('finished'), admission.release())
  for (const promise of ended) await promises.watch(node, `end of ${name}`, promise)
  if (end.truthAfterMs === undefined || end.how !== 'settle') return
  await node.sleep(end.truthAfterMs)
  if (end.report === 'partial' || account.isUntold) setDue(account, spending, true)
  account.isUntold = false
  await promises.watch(node, `truth of ${name}`, admission.settle({ inputTokens, outputTokens }))
}

/** What the request is to be charged. Where no call was seen, a failure costs nothing; where calls were asked for, only they cost. */
function note(account: Account, how: string, report: Report, spending: Spending, tab: Tab): void {
  const isTold = how === 'settle' && (report === 'whole' || report === 'partial')
  account.isUntold = account.plan.calls.length === 0 && !isTold
  if (how === 'settle') return setDue(account, spending, report === 'whole')
  if (tab.spent.length > 0) return setDue(account, sumOf(tab.spent), tab.isWhole)
  const isEstimated = how === 'end' && account.plan.calls.length === 0
  setDue(account, isEstimated ? spending : undefined, !isEstimated)
}

/** The first truth that the store hears counts; the later one of an estimate replaces it. */
function setDue(account: Account, spending: Spending | undefined, isExact: boolean): void {
  const quotas = account.local?.quotas ?? account.grant?.quotas ?? []
  const { weight, factor } = account.local ?? account.grant ?? { weight: 1000, factor: 1000 }
  const due = spending === undefined ? quotas.map(() => 0) : dueOf(quotas, spending, weight, factor)
  if (account.due !== undefined && account.isExact) {
    if (isExact && due.join() !== account.due.join()) account.otherwise = due
    return
  }
  account.due = due
  account.isExact = isExact
  account.wasEstimated ||= !isExact
}

function usageOf(report: Report, inputTokens: number, outputTokens: number): Usage {
  if (report === 'partial') return { outputTokens }
  if (report === 'hostile') return HOSTILE[(inputTokens + outputTokens) % HOSTILE.length] ?? {}
  return report === 'none' ? {} : { inputTokens, outputTokens }
}

const HOSTILE: readonly Usage[] = [
  { inputTokens: Number.NaN, outputTokens: Number.NaN },
  { inputTokens: -5, outputTokens: Number.POSITIVE_INFINITY },
  { inputTokens: Number.MAX_VALUE * 10, outputTokens: -1 },
  { inputTokens: -0.5, outputTokens: Number.NEGATIVE_INFINITY },
]
