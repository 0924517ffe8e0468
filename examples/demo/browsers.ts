import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { SPEED, type Visit } from './hour.js'
import { promptOf } from './prompts.js'
import { type Sighting, Sightings } from './sightings.js'

export interface Replayed {
  /** Responses by their status; 0 for those that never came. */
  readonly statuses: Readonly<Record<number, number>>
  /** Who got which answer of the model, by its id. */
  readonly userOf: ReadonlyMap<string, string>
  /** The first answer of each phase that one of the users got. */
  readonly sightings: readonly Sighting[]
  /** Real time from the first call to the last answer. */
  readonly seconds: number
  /** Most that a call was sent too late, in real ms. */
  readonly latestMs: number
}

/** Makes every call of the hour at its time, whatever became of those before, and waits for the last answer. */
export async function replay(visits: readonly Visit[], appUrl: string): Promise<Replayed> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 })
  const statuses: Record<number, number> = {}
  const userOf = new Map<string, string>()
  const sightings = new Sightings()
  const running: Promise<void>[] = []
  let latestMs = 0

  async function visit(place: number, { user, inputTokens }: Visit): Promise<void> {
    const prompt = { messages: [{ role: 'user', content: promptOf(place, inputTokens) }] }
    const { status, headers, body } = await post(`${appUrl}/ai/chat`, agent, user, prompt).catch(() => LOST)
    statuses[status] = (statuses[status] ?? 0) + 1
    sightings.see(user, status, headers, body)
    if (status === 200) userOf.set(JSON.parse(body).id, user)
  }

  const begun = performance.now()
  for (const [place, each] of visits.entries()) {
    const dueMs = begun + each.atMs / SPEED
    if (performance.now() < dueMs) await sleep(dueMs - performance.now())
    latestMs = Math.max(latestMs, performance.now() - dueMs)
    running.push(visit(place, each))
  }
  await Promise.all(running)
  agent.destroy()
  const seconds = (performance.now() - begun) / 1000
  return { seconds, statuses, userOf, sightings: sightings.ofOneUser(), latestMs }
}

interface Answer extends Pick<IncomingMessage, 'headers'> {
  readonly status: number
  readonly body: string
}

const LOST: Answer = { status: 0, headers: {}, body: '' }

async function post(url: string, agent: Agent, user: string, content: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json', 'x-signed-in-as': user }
  const sent = request(url, { method: 'POST', agent, headers }).end(JSON.stringify(content))
  const response = await responseTo(sent)
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) }
}

function responseTo(sent: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => void sent.once('response', resolve).once('error', reject))
}
