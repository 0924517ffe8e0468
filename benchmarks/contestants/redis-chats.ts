import type { RequestHandler } from 'express'
import { serveTurns } from '../harness/serve-turns.js'
import { inFlight } from '../redis/in-flight.js'
import { chatApp } from './chat-app.js'
import { addresses, answerTo } from './without-sockets.js'

const BATCH = 320
const AT_ONCE = 32
const CLIENTS = 10_000
const WARM_UPS = 20_000

/** Chats of many clients in turn, as many at once as keep a connection to Redis busy. */
export async function serveChats(handlers: readonly RequestHandler[]): Promise<void> {
  const app = chatApp(handlers)
  const clients = addresses(CLIENTS)
  let turn = 0
  async function chat(): Promise<void> {
    turn += 1
    const { statusCode } = await answerTo(app, clients[turn % CLIENTS] ?? '')
    if (statusCode !== 200) throw new Error(`The benchmark was answered with ${statusCode}.`)
  }
  await inFlight(AT_ONCE, WARM_UPS, chat)
  serveTurns(async () => {
    await inFlight(AT_ONCE, BATCH, chat)
    return BATCH
  })
}
