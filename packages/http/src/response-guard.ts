import type { Clock, Outcome } from '@llm-limit/core'
import type { Exchange } from './exchange.js'
import { isPromise, type MaybePromise } from './go-on.js'
import type { Admitted, Guard, Refused } from './guard.js'
import { wait } from './wait.js'

/** A request that is answered with a web Response, and how it goes on. */
export interface ResponseExchange<Native> extends Exchange<Native> {
  /** Aborts when the client leaves, where the platform sees that. */
  readonly signal: AbortSignal
  /** What it is answered with: set by `proceed` and `refuse`. */
  answer: Response
  /** Runs what comes after the guard. Undefined: the request passes unguarded. */
  proceed(admitted: Admitted | undefined): Promise<void>
  refuse(refused: Refused): void
  /** The fields that the answer leaves with; default: those it has. */
  fieldsFor?(answer: Response): Headers
  /** Work that must outlive the answer, where the platform offers it. */
  waitUntil?(work: Promise<unknown>): void
}

/** One guarded request that is answered with a web Response. A client that leaves before the handler runs costs nothing. */
export async function guardResponse<Native>(guard: Guard<Native>, exchange: ResponseExchange<Native>): Promise<void> {
  // Before anything async: Deno makes it when it is first asked for, and that one has not seen who left before.
  const { signal } = exchange
  const admitting = guard.admit(exchange)
  // From now on: a platform may end the work of a request with its client, also while the store answers.
  if (isPromise(admitting)) exchange.waitUntil?.(admitting.catch(() => {}))
  const verdict = await admitting
  if (verdict.kind === 'passed') return exchange.proceed(undefined)
  if (verdict.kind === 'refused') return exchange.refuse(verdict)
  return serve(guard.clock, exchange, signal, verdict)
}

async function serve(
  clock: Clock,
  exchange: ResponseExchange<unknown>,
  signal: AbortSignal,
  admitted: Admitted,
): Promise<void> {
  const { admission } = admitted.llm
  // Asked for now: once the client has left, a platform may have nothing left to ask.
  exchange.waitUntil?.(admission.settled)
  if (signal.aborted || !(await delay(clock, admitted.delayMs, signal))) {
    await admission.release()
    exchange.answer = clientLeft()
    return
  }
  const end = (outcome: Outcome): void => {
    admission.whenCallDenied = undefined
    void admission.end(outcome)
  }
  // Listen before the handler runs: it may never answer, and a body that nobody asked for is never cancelled.
  signal.addEventListener('abort', () => end('aborted'), { once: true })
  try {
    await exchange.proceed(admitted)
    exchange.answer = settling(exchange, signal, end)
  } catch (cause) {
    end('failed')
    throw cause
  }
}

function delay(clock: Clock, delayMs: number, signal: AbortSignal): MaybePromise<boolean> {
  return wait(clock, delayMs, (die) => signal.addEventListener('abort', die, { once: true }))
}

/** Nobody receives it. */
export function clientLeft(): Response {
  return new Response(null, { status: 499 })
}

/** The answer, settled when its body ends, breaks off, or is read no more. */
function settling(exchange: ResponseExchange<unknown>, signal: AbortSignal, end: (outcome: Outcome) => void): Response {
  const { answer } = exchange
  const { body, status, statusText } = answer
  if (signal.aborted) {
    end('aborted')
    body?.cancel().catch(() => {})
    return clientLeft()
  }
  const whole: Outcome = status >= 400 ? 'failed' : 'finished'
  if (body === null) end(whole)
  const passed = body === null ? null : watched(body, signal, (isWhole) => end(isWhole ? whole : 'aborted'))
  return new Response(passed, { status, statusText, headers: exchange.fieldsFor?.(answer) ?? answer.headers })
}

/** Not every platform cancels the body of a response whose client left. */
function watched(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  ended: (isWhole: boolean) => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  signal.addEventListener('abort', () => void reader.cancel().catch(() => {}), { once: true })
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (!done) return controller.enqueue(value)
        ended(true)
        controller.close()
      } catch (cause) {
        ended(false)
        controller.error(cause)
      }
    },
    async cancel(reason) {
      ended(false)
      await reader.cancel(reason)
    },
  })
}
