import { type Behaviour, billTotal, type FakeModelServer, fakeModelServer } from '@llm-limit/testing'
import type { AppSettings } from './app/settings.js'
import { type Books, booksOnce, readBooks } from './books.js'
import type { Line } from './fault.js'
import { figuresOf, type Times } from './figures.js'
import { failIf, keyFailures, timeFailures, type Unjudged } from './judge.js'
import { single } from './place.js'
import { LEASE_MS, LEASES_END_MS } from './story.js'
import { type Answered, total } from './truth.js'
import { type Leaves, type Visitors, visitorsOf } from './visitors.js'
import { startWebApps } from './web-apps.js'

/** What model and users do while the fault lasts. */
export interface WebStory {
  readonly model?: ((call: number) => Behaviour) | undefined
  readonly leaves?: Leaves | undefined
}

const USERS = ['ada', 'bob', 'eve']
const LIMIT = 12_000
const APPS = 2
const CALM_MS = 1_500
const FAULT_MS = 4_000
/** Tokens that the model sent and nobody read, of a stream that was cut: what lay between two processes. */
const UNREAD = 3
const WELL = (): Behaviour => ({ outputTokens: 20, chunkDelayMs: 10 })
const QUICK = (): Behaviour => ({ outputTokens: 20 })

const SETTINGS: Omit<AppSettings, 'target' | 'diary'> = {
  ...{ limit: LIMIT, users: USERS, everyone: LIMIT * USERS.length, org: undefined, whenStoreFails: 'deny' },
  ...{ leaseMs: LEASE_MS, skewMs: 0, seed: 0, work: 'mixed' },
}

/** A model that behaves as it is told at the time. */
interface Model {
  readonly server: FakeModelServer
  behaves: (call: number) => Behaviour
}

async function startModel(): Promise<Model> {
  let calls = 0
  const model = { behaves: WELL as Model['behaves'] }
  const behave = (): Behaviour => {
    calls += 1
    return model.behaves(calls)
  }
  return Object.assign(model, { server: await fakeModelServer({ keepBodies: false, behave }) })
}

/** Users stream chats through two web apps; the model or the users misbehave; then the books are compared with the model's bill. */
export async function tellWebStory(story: WebStory): Promise<Line> {
  const place = await single()()
  const model = await startModel()
  const settings = { ...SETTINGS, target: place.target(0), model: model.server.url }
  const apps = await startWebApps(Array.from({ length: APPS }, () => settings))
  const read = async (): Promise<Books> => readBooks(await place.direct(), SETTINGS)
  const ended = (): Promise<Books> => booksOnce(read, ({ open }) => open === 0, LEASES_END_MS)
  try {
    const visitors = visitorsOf(apps.ports, USERS)
    const times = await misbehave(story, model, visitors)
    const paced = [...visitors.answers]
    await model.server.idle()
    const books = await ended()
    model.behaves = QUICK
    await visitors.untilRefused()
    await model.server.idle()
    await apps.close()
    const used = total((await ended()).used)
    const line = {
      ...moneyOf(model.server, used),
      ...figuresOf(paced, new Set(apps.ports.keys()), times),
      open: books.open,
      patience: { gapMs: 1_500 },
      notes: notesOf(model.server, visitors.answers, used),
    }
    const failures = [...failuresOf(line, paced), ...(await keyFailures(await place.masters()))]
    return { ...line, failures, slow: timeFailures(line) }
  } finally {
    await apps.stop()
    await model.server.close()
    await place.stop()
  }
}

async function misbehave({ model: wrong, leaves }: WebStory, model: Model, visitors: Visitors): Promise<Times> {
  const start = Date.now()
  await visitors.goOn(CALM_MS)
  const from = Date.now()
  model.behaves = wrong ?? WELL
  await visitors.goOn(FAULT_MS, leaves)
  const to = Date.now()
  model.behaves = WELL
  await visitors.goOn(CALM_MS)
  const end = Date.now()
  await visitors.allEnded()
  return { start, from, to, end }
}

function moneyOf(model: FakeModelServer, used: number): Pick<Line, 'limit' | 'admitted' | 'bound' | 'excess' | 'lost'> {
  const { inputTokens, outputTokens } = billTotal(model.bill)
  const admitted = inputTokens + outputTokens
  const limit = LIMIT * USERS.length
  const bound = { units: UNREAD * cutStreams(model), formula: `${UNREAD} unread tokens a cut stream` }
  return { limit, admitted, bound, excess: Math.max(0, admitted - limit), lost: admitted - used }
}

function cutStreams({ bill }: FakeModelServer): number {
  return bill.filter(({ aborted }) => aborted).length
}

function failuresOf(line: Unjudged, paced: readonly Answered[]): string[] {
  const { excess, bound, lost, open } = line
  const refused = paced.filter(({ is }) => is === 'denied').length
  return [
    ...failIf(excess > bound.units, `${excess} tokens over the limit, ${bound.units} are the bound`),
    ...failIf(lost > bound.units, `the bill has ${lost} tokens more than the counters, ${bound.units} are the bound`),
    ...failIf(open > 0, `${open} reservations are open after every lease`),
    ...failIf(refused > 0, `${refused} calls were denied below the limit`),
  ]
}

function notesOf(model: FakeModelServer, answers: readonly Answered[], used: number): string[] {
  const times = (status: string): number => answers.filter(({ reason }) => reason === status).length
  const statuses = [...new Set(answers.map(({ reason }) => reason))].map((status) => `${times(status)} x ${status}`)
  return [
    `answers: ${statuses.join(', ')}`,
    `${model.calls.length} calls of the model, ${model.bill.length} billed, ${cutStreams(model)} of them cut; ${used} tokens are in the books`,
  ]
}
