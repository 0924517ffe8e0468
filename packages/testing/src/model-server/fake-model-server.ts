import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '@llm-limit/core'
import { scaledClock } from '../scaled-clock.js'
import { tokensBySize } from './amounts.js'
import type { Behaviour, BehaviourChoice } from './behaviour.js'
import type { BillLine } from './bill.js'
import { connectionOf } from './connection.js'
import { endpointFor } from './endpoints.js'
import { listenOnLoopback } from './loopback.js'
import { type ModelRequest, readRequest } from './model-request.js'
import { openCalls } from './open-calls.js'
import type { CapRules } from './openai-chat/cap.js'
import { serve } from './serve.js'

/** The server, and its behaviour when nothing else is said. */
export interface FakeModelServerOptions extends Behaviour, CapRules {
  /** Behaviour by request, over the defaults and under `next`. */
  readonly behave?: ((request: ModelRequest) => Behaviour) | undefined
  /** Counts the tokens of a prompt. Default: a token is four bytes of UTF-8, rounded up. */
  readonly countTokens?: ((text: string) => number) | undefined
  /** Answers of another seed have other words. Default 0. */
  readonly seed?: number | undefined
  /** Paces the delays and dates the bill. Default: real time. */
  readonly clock?: Clock | undefined
  /** Whether `calls` and `bill` keep the bodies. Default true; a long replay may go without. */
  readonly keepBodies?: boolean | undefined
}

/** A model server on loopback that answers as it is told and bills what it did. */
export interface FakeModelServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`. */
  readonly origin: string
  /** For `baseURL`: the origin with `/v1`. */
  readonly url: string
  /** Every request that arrived whole, in order; also those that were refused. */
  readonly calls: readonly ModelRequest[]
  /** One line for each call that cost something, in the order in which they ended. */
  readonly bill: readonly BillLine[]
  /** Calls in progress. */
  readonly open: number
  /** Settles when no call is in progress: the bill is complete. */
  idle(): Promise<void>
  /** Behaviours for the next calls, one each, over the defaults. */
  next(...behaviours: readonly BehaviourChoice[]): void
  /** Ends all connections; calls in progress are aborted and billed so. */
  close(): Promise<void>
}

/** Starts a server that speaks the APIs of several providers, on a free port of 127.0.0.1. */
export async function fakeModelServer(options: FakeModelServerOptions = {}): Promise<FakeModelServer> {
  const { clock = scaledClock(1), countTokens = tokensBySize, seed = 0, keepBodies = true, behave } = options
  const calls: ModelRequest[] = []
  const bill: BillLine[] = []
  const queue: BehaviourChoice[] = []
  const open = openCalls()
  let lastId = 0

  function behaviourFor(request: ModelRequest): Behaviour {
    const next = queue.shift()
    return { ...options, ...behave?.(request), ...(typeof next === 'function' ? next(request) : next) }
  }

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    lastId += 1
    const id = `fake-${lastId}`
    const connection = connectionOf(response, clock, id)
    const request = await readRequest(incoming, { id, startedAt: clock.now() })
    if (request === undefined) return
    const kept = keepBodies ? request : { ...request, text: '', body: undefined }
    calls.push(kept)
    await serve(endpointFor(request), {
      request,
      options: { ...options, countTokens, seed },
      connection,
      behaviour: () => behaviourFor(request),
      charge: ({ counts, ...line }) => {
        bill.push({ id, path: request.path, ...line, ...counts, request: kept.body, startedAt: request.startedAt })
      },
    })
  }

  const loopback = await listenOnLoopback((incoming, response) => void open.run(() => answer(incoming, response)))

  async function close(): Promise<void> {
    await loopback.close()
    await open.idle()
  }

  return {
    origin: loopback.origin,
    url: `${loopback.origin}/v1`,
    calls,
    bill,
    get open() {
      return open.count
    },
    idle: open.idle,
    next: (...behaviours) => void queue.push(...behaviours),
    close,
    [Symbol.asyncDispose]: close,
  }
}
