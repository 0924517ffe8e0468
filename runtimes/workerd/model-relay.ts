import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type Loopback, listenOnLoopback } from '@llm-limit/testing'
import { REQUEST_FIELD, SERVER_FIELD, type Step } from './relay-steps.js'

/** A real server in Node for a model server that runs inside workerd: every request is handed in, and what it answers is done on the real socket. */
export function relayModel(door: URL, index: number): Promise<Loopback> {
  return listenOnLoopback((incoming, outgoing) => {
    const { method, url, headers } = incoming
    const head = encodeURIComponent(JSON.stringify({ method, url, headers }))
    const handedIn = request(door, {
      method: 'POST',
      agent: false,
      headers: { [SERVER_FIELD]: String(index), [REQUEST_FIELD]: head },
    })
    handedIn.on('error', () => outgoing.destroy())
    handedIn.on('response', (steps) => carryOut(steps, outgoing))
    outgoing.once('close', () => {
      // A closed connection would be taken for a half-closed one.
      if (!outgoing.writableFinished) handedIn.socket?.resetAndDestroy()
    })
    incoming.pipe(handedIn)
  })
}

function carryOut(steps: IncomingMessage, outgoing: ServerResponse): void {
  let rest = ''
  let done: Promise<void> = Promise.resolve()
  steps.setEncoding('utf8')
  steps.on('error', () => outgoing.destroy())
  steps.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) done = done.then(() => carryOutOne(JSON.parse(line), outgoing))
  })
}

/** One after the other: what is written before a connection is cut has to be on its way. */
async function carryOutOne([name, ...args]: Step, outgoing: ServerResponse): Promise<void> {
  switch (name) {
    case 'writeHead':
      return void outgoing.writeHead(args[0] as number, args[1] as Record<string, string>)
    case 'flushHeaders':
      return outgoing.flushHeaders()
    case 'write':
      return new Promise((taken) => void outgoing.write(bytesOf(args[0]), () => taken()))
    case 'end':
      return void outgoing.end(bytesOf(args[0]))
    case 'destroy':
      return void outgoing.socket?.destroy()
    case 'resetAndDestroy':
      return void outgoing.socket?.resetAndDestroy()
  }
}

function bytesOf(text: unknown): Buffer {
  return Buffer.from(String(text), 'base64')
}
