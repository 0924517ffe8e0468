import { Agent, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Visit } from './hour.js'
import { promptOf } from './prompts.js'

export interface Answer {
  /** 0: it never came. */
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** The browsers of all users. */
export interface Browsers {
  /** `left` is called when the request has a connection to leave on. */
  ask(visit: Visit, left: () => void): Promise<Answer>
  close(): void
}

/** More would only wait inside the app, and slow down what it is at. */
const MOST_CONNECTIONS = 256

export function browsersAt(appUrl: string): Browsers {
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS })
  return {
    async ask({ place, user, inputTokens }, left) {
      const headers = { 'content-type': 'application/json', 'x-signed-in-as': user }
      const sent = request(`${appUrl}/ai/chat`, { method: 'POST', agent, headers }).once('socket', left)
      sent.end(JSON.stringify({ messages: [{ role: 'user', content: promptOf(place, inputTokens) }] }))
      try {
        const response = await responseTo(sent)
        return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) }
      } catch {
        return { status: 0, headers: {}, body: '' }
      }
    },
    close: () => agent.destroy(),
  }
}

function responseTo(sent: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => void sent.once('response', resolve).once('error', reject))
}
