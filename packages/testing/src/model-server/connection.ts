import type { ServerResponse } from 'node:http'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '@llm-limit/core'

type Headers = Readonly<Record<string, string>>

/** One request's way back to the client. */
export interface Connection {
  /** The client left, or the connection broke. */
  readonly gone: boolean
  /** Settles when the client leaves; never fails. */
  readonly whenGone: Promise<void>
  /** Status sent; `undefined` before the headers. */
  readonly status: number | undefined
  /** A whole answer. */
  send(status: number, headers: Headers, body: string): void
  /** Status and headers, at once. */
  begin(status: number, headers: Headers): void
  /** Waits until the operating system took the bytes, or the client left. */
  write(bytes: string | Uint8Array): Promise<void>
  end(): void
  /** Closes in the middle: the client has what was written, and no end. */
  cut(): void
  /** Closes with a TCP reset. */
  reset(): void
  /** Lets time pass on the clock, and other events run; ends early when the client leaves. */
  wait(delayMs: number): Promise<void>
}

export function connectionOf(response: ServerResponse, clock: Clock, requestId: string): Connection {
  // Listen before anything async: the client can leave while its body is read.
  let gone = false
  const whenGone = new Promise<void>((resolve) => {
    response.once('close', () => {
      gone = true
      resolve()
    })
  })
  response.on('error', () => {})
  response.setHeader('x-request-id', requestId)

  return {
    get gone() {
      return gone
    },
    get status() {
      return response.headersSent ? response.statusCode : undefined
    },
    whenGone,
    send: (status, headers, body) => void response.writeHead(status, headers).end(body),
    begin: (status, headers) => response.writeHead(status, headers).flushHeaders(),
    async write(bytes) {
      if (gone) return
      const taken = new Promise<void>((resolve) => void response.write(bytes, () => resolve()))
      await Promise.race([taken, whenGone])
    },
    end: () => void response.end(),
    cut: () => void response.socket?.destroy(),
    reset: () => void response.socket?.resetAndDestroy(),
    wait: (delayMs) => (delayMs > 0 ? untilDueOrGone(clock, delayMs, whenGone) : nextTurn()),
  }
}

async function untilDueOrGone(clock: Clock, delayMs: number, whenGone: Promise<void>): Promise<void> {
  let cancel = (): void => {}
  const due = new Promise<void>((resolve) => {
    cancel = clock.setTimer(resolve, delayMs)
  })
  await Promise.race([due, whenGone])
  cancel()
}
