import type { RequestHandler } from 'express'
import { Redis } from 'ioredis'
import { RateLimiterRedis, type RateLimiterRes, RateLimiterUnion } from 'rate-limiter-flexible'
import { connected } from '../redis/connected.js'
import { BARE } from './names.js'
import { serveChats } from './redis-chats.js'

const PLENTY = 1e9
/** Seconds. */
const WINDOWS = [60, 3_600, 86_400, 30 * 86_400]

const [, , url = '', name = ''] = process.argv
await serveChats(name === BARE ? [] : [unionOf(await connected(new Redis(url)))])

/** As the library's documentation does it, with the fields of its README. */
function unionOf(storeClient: Redis): RequestHandler {
  const limiters = WINDOWS.map(
    (duration) => new RateLimiterRedis({ storeClient, keyPrefix: `w${duration}`, points: PLENTY, duration }),
  )
  const union = new RateLimiterUnion(...limiters)
  return (request, response, next) => {
    union.consume(request.ip ?? '', 1).then(
      (all) => {
        const first = all[`w${WINDOWS[0]}`]
        if (first !== undefined) setFields(response, first)
        next()
      },
      () => void response.status(429).send('Too Many Requests'),
    )
  }
}

function setFields(response: Parameters<RequestHandler>[1], { remainingPoints, msBeforeNext }: RateLimiterRes): void {
  response.set('X-RateLimit-Limit', String(PLENTY))
  response.set('X-RateLimit-Remaining', String(remainingPoints))
  response.set('X-RateLimit-Reset', String(Math.ceil((Date.now() + msBeforeNext) / 1000)))
}
