import type { Clock, Outcome } from '@llm-limit/core'
import { EXPOSED, exposedNames } from './expose.js'
import type { MaybePromise } from './go-on.js'
import type { Admitted, Guard, Refused } from './guard.js'
import type { Llm } from './llm.js'
import { wait } from './wait.js'
import { WebExchange } from './web-exchange.js'

export interface WebSteps<Request_ extends Request> {
  readonly guard: Guard<Request_>
  readonly request: Request_
  readonly address: string | undefined
  /** Calls the handler with the request to read: the same, or one with the rewritten body. No `llm`: it is not guarded. */
  handle(request: Request_, llm: Llm | undefined): Promise<Response>
  /** Work that must outlive the response, where the platform offers it. */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined
}

/** One guarded request on the web's own Request and Response. */
export async function guardWeb<Request_ extends Request>(steps: WebSteps<Request_>): Promise<Response> {
  const exchange = new WebExchange(steps.request, steps.address)
  const verdict = await steps.guard.admit(exchange)
  if (verdict.kind === 'passed') return steps.handle(exchange.handedOn(exchange.guarded), exchange.guarded)
  if (verdict.kind === 'admitted') return serve(steps, exchange, verdict)
  await exchange.discard()
  return refusal(verdict, exchange.fields)
}

async function serve<Request_ extends Request>(
  { guard, request, handle, waitUntil }: WebSteps<Request_>,
  exchange: WebExchange<Request_>,
  { llm, body, delayMs }: Admitted,
): Promise<Response> {
  const { admission } = llm
  const { signal } = request
  if (signal.aborted || !(await delay(guard.clock, delayMs, signal))) {
    await admission.release()
    return clientLeft()
  }
  const end = (outcome: Outcome): void => {
    admission.whenCallDenied = undefined
    const work = admission.end(outcome)
    waitUntil?.(work)
  }
  // Listen before the handler runs: it may never answer, and a body that nobody asked for is never cancelled.
  signal.addEventListener('abort', () => end('aborted'), { once: true })
  try {
    return settling(await handle(exchange.handedOn(llm, body), llm), signal, exchange.fields, end)
  } catch (cause) {
    end('failed')
    throw cause
  }
}

/** Responses that carry the fields of an inner guard, which are the later ones. */
const answered = new WeakSet<Response>()

function delay(clock: Clock, delayMs: number, signal: AbortSignal): MaybePromise<boolean> {
  return wait(clock, delayMs, (die) => signal.addEventListener('abort', die, { once: true }))
}

function refusal({ status, contentType, body }: Refused, fields: Headers): Response {
  fields.set('content-type', contentType)
  return ours(new Response(body, { status, headers: fields }))
}

function clientLeft(): Response {
  return new Response(null, { status: 499 })
}

function ours(response: Response): Response {
  answered.add(response)
  return response
}

/** The handler's response with our fields, settled when its body ends, breaks off, or is read no more. */
function settling(response: Response, signal: AbortSignal, fields: Headers, end: (outcome: Outcome) => void): Response {
  const { body, status, statusText } = response
  if (signal.aborted) {
    end('aborted')
    body?.cancel().catch(() => {})
    return clientLeft()
  }
  const whole: Outcome = status >= 400 ? 'failed' : 'finished'
  if (body === null) end(whole)
  const passed = body === null ? null : watched(body, signal, (isWhole) => end(isWhole ? whole : 'aborted'))
  return ours(new Response(passed, { status, statusText, headers: withFields(response, fields) }))
}

function withFields(response: Response, fields: Headers): Headers {
  const headers = new Headers(response.headers)
  const isInner = answered.has(response)
  for (const [name, value] of fields) if (!isInner || !headers.has(name)) headers.set(name, value)
  const exposed = exposedNames((name) => headers.get(name))
  if (exposed !== undefined) headers.set(EXPOSED, exposed)
  return headers
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
