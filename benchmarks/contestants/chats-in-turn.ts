import type { RequestListener, ServerResponse } from 'node:http'
import { serveTurns } from '../harness/serve-turns.js'
import { BARE, OURS } from './names.js'
import { addresses, answerTo } from './without-sockets.js'

const BATCH = 200
const CLIENTS = 10_000
const WARM_UPS = 20_000

/** Quotas of ours that are never used up. */
export const PLENTY = [
  '1000M requests / minute',
  '1000000M tokens / hour',
  '100000M output tokens / day',
  '$1000000 / month',
] as const

export const silent = { info: ignore, warn: ignore, error: ignore }

/** What every app answers. */
export const COMPLETION = {
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Yes.' } }],
}

/** Chats of many clients, one after the other, when it is this contestant's turn. @param name BARE, or who limits the app. */
export async function serveChatsInTurn(app: RequestListener, name: string): Promise<void> {
  const clients = addresses(CLIENTS)
  const first = await answerTo(app, clients[0] ?? '')
  checkFields(headOf(first), name)
  let turn = 0

  async function chats(count: number): Promise<number> {
    for (let i = 0; i < count; i += 1) {
      turn += 1
      const { statusCode } = await answerTo(app, clients[turn % CLIENTS] ?? '')
      if (statusCode !== 200) throw new Error(`The benchmark was answered with ${statusCode}.`)
    }
    return count
  }

  await chats(WARM_UPS)
  serveTurns(() => chats(BATCH))
}

/** As it was sent: what a framework hands to `writeHead` is in no getter. */
function headOf(response: ServerResponse): string {
  return String(Reflect.get(response, '_header')).toLowerCase()
}

/** All contestants but the bare app set the fields of the draft. */
function checkFields(head: string, name: string): void {
  const wanted = name === BARE ? [] : ['ratelimit', 'ratelimit-policy']
  const ours = name === OURS ? ['llm-limit-phase', 'llm-limit-used'] : []
  const missing = [...wanted, ...ours].filter((field) => !head.includes(`\r\n${field}: `))
  if (missing.length > 0) throw new Error(`${name} did not set ${missing.join(', ')}.`)
}

function ignore(): void {}
