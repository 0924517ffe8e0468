import { Agent, request as send } from 'node:http'
import type { Answered } from './truth.js'

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

/** What a user of a web app asks for. */
export interface Visit {
  readonly app: number
  readonly port: number
  readonly user: string
  /** Resets the connection after so many events of the stream; -1: before there is an answer. Default: stays. */
  readonly leaveAfter?: number | undefined
}

let prompts = 0

/** No prompt twice: a repeat would cost more. */
const chat = (): object => ({
  model: 'gpt-5-mini',
  stream: true,
  stream_options: { include_usage: true },
  max_completion_tokens: 40,
  messages: [{ role: 'user', content: `Say something nice about rate limits, for the ${prompts++}th time.` }],
})

/** One chat, from its request to its end or its reset; undefined when the user left without an answer. */
export function visit({ app, port, user, leaveAfter }: Visit): Promise<Answered | undefined> {
  const start = performance.now()
  const headers = { 'content-type': 'application/json', 'x-user': user }
  return new Promise((resolve) => {
    let answered: Answered | undefined
    const request = send({ agent, port, host: '127.0.0.1', path: '/v1/chat/completions', method: 'POST', headers })
    const leave = (): void => void request.socket?.resetAndDestroy()
    request.on('close', () => resolve(answered))
    request.on('error', () => {})
    request.on('response', (response) => {
      answered = answeredBy(response.statusCode ?? 0, { app, user }, start)
      response.on('error', () => {})
      let events = 0
      response.on('data', (chunk: Buffer) => {
        events += chunk.toString('latin1').split('data:').length - 1
        if (leaveAfter !== undefined && events >= leaveAfter) leave()
      })
      if (leaveAfter === 0) leave()
    })
    request.end(JSON.stringify(chat()), () => leaveAfter === -1 && setImmediate(leave))
  })
}

function answeredBy(status: number, whose: { readonly app: number; readonly user: string }, start: number): Answered {
  const ms = Math.round(performance.now() - start)
  const is = status === 503 ? 'unavailable' : status === 429 ? 'denied' : 'admitted'
  return { ...whose, at: Date.now(), ms, is, reason: String(status) }
}
