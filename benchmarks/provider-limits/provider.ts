// A process: an HTTP server that answers like OpenAI's chat and holds callers to its limits. Argument: how it counts its minute.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ANSWER_MS, type Counting, LIMITS, type Seen } from './scenario.js'

const MINUTE_MS = 60_000
const counting: Counting = process.argv[2] === 'sliding' ? 'sliding' : 'bucket'

/** Counts one limit. */
interface Counter {
  hasRoom(amount: number, now: number): boolean
  take(amount: number, now: number): void
}

function bucket(limit: number): Counter {
  let [used, at] = [0, Date.now()]
  const usedAt = (now: number): number => Math.max(0, used - ((now - at) * limit) / MINUTE_MS)
  return {
    hasRoom: (amount, now) => usedAt(now) + amount <= limit,
    take(amount, now) {
      used = usedAt(now) + amount
      at = now
    },
  }
}

function slidingMinute(limit: number): Counter {
  const taken: { readonly at: number; readonly amount: number }[] = []
  let [used, first] = [0, 0]
  return {
    hasRoom(amount, now) {
      for (let old = taken[first]; old !== undefined && old.at <= now - MINUTE_MS; old = taken[first]) {
        used -= old.amount
        first += 1
      }
      return used + amount <= limit
    },
    take(amount, now) {
      used += amount
      taken.push({ at: now, amount })
    },
  }
}

const newCounter = counting === 'sliding' ? slidingMinute : bucket
const requests = newCounter(LIMITS.requestsPerMinute)
const tokens = newCounter(LIMITS.tokensPerMinute)
let [from, until] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
const seen = { answered: 0, tokens: 0, turnedAway: 0 }

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}

function reply(response: ServerResponse, status: number, body: object, fields: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...fields })
  response.end(JSON.stringify(body))
}

const server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
  const asked = JSON.parse(await textOf(request))
  const amount = Number(asked.tokens)
  const now = Date.now()
  const isMeasured = now >= from && now < until
  if (!requests.hasRoom(1, now) || !tokens.hasRoom(amount, now)) {
    if (isMeasured) seen.turnedAway += 1
    const error = { message: 'Rate limit reached.', type: 'tokens', param: null, code: 'rate_limit_exceeded' }
    return reply(response, 429, { error }, { 'retry-after-ms': '1000' })
  }
  requests.take(1, now)
  tokens.take(amount, now)
  if (isMeasured) {
    seen.answered += 1
    seen.tokens += amount
  }
  setTimeout(() => reply(response, 200, { choices: [] }), ANSWER_MS)
})

server.listen(0, '127.0.0.1', () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})

process.on('message', (message: { readonly from: number; readonly until: number } | 'report') => {
  if (message === 'report') process.send?.(seen satisfies Seen)
  else [from, until] = [message.from, message.until]
})
