import type { Clock, Outcome } from '@llm-limit/core'
import { delayMsOf } from './delay.js'
import type { Exchange } from './exchange.js'
import { EXPOSED, exposedNames } from './expose.js'
import type { Guard, Verdict } from './guard.js'
import type { Llm } from './llm.js'
import { readBody } from './read-body.js'
import { wait } from './wait.js'

export interface WebSteps<Request_ extends Request> {
  readonly guard: Guard<Request_>
  readonly request: Request_
  readonly address: string | undefined
  /** Calls the handler with the request to read: the same, or one with the rewritten body. */
  handle(request: Request_, llm: Llm | undefined): Promise<Response>
  /** Work that must outlive the response, where the platform offers it. */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined
}

/** One guarded request on the web's own Request and Response. */
export async function guardWeb<Request_ extends Request>(steps: WebSteps<Request_>): Promise<Response> {
  const { guard, request, address, handle } = steps
  if (!guard.guards(request.method)) return handle(request, undefined)
  const { text, parsed, isTooLarge } = await readBody(request, guard.maxBodyBytes)
  const fields = new Headers()
  const exchange = exchangeOf(request, parsed, address, fields)
  const verdict = isTooLarge ? guard.refuseBody(exchange) : await guard.admit(exchange)
  if (verdict.kind === 'refused') return refusal(verdict, fields)
  if (verdict.kind === 'passed') return handle(withBody(request, text), undefined)
  const { llm, body } = verdict
  return serve(steps, llm, fields, () => withBody(request, body === undefined ? text : JSON.stringify(body)))
}

async function serve<Request_ extends Request>(
  { guard, request, handle, waitUntil }: WebSteps<Request_>,
  llm: Llm,
  fields: Headers,
  handedOn: () => Request_,
): Promise<Response> {
  const { signal } = request
  const delayMs = delayMsOf(llm, guardedBy.get(request))
  if (signal.aborted || !(await delay(guard.clock, delayMs, signal))) {
    await llm.admission.release()
    return clientLeft()
  }
  const end = (outcome: Outcome): void => {
    const work = llm.admission.end(outcome)
    waitUntil?.(work)
  }
  // Listen before the handler runs: it may never answer, and a body that nobody asked for is never cancelled.
  signal.addEventListener('abort', () => end('aborted'), { once: true })
  try {
    const readable = handedOn()
    guardedBy.set(readable, llm)
    return settling(await handle(readable, llm), signal, fields, end)
  } catch (cause) {
    end('failed')
    throw cause
  }
}

/** What an outer guard reserved for the request that it handed on. */
const guardedBy = new WeakMap<Request, Llm>()
/** Responses that carry the fields of an inner guard, which are the later ones. */
const answered = new WeakSet<Response>()

function delay(clock: Clock, delayMs: number, signal: AbortSignal): Promise<boolean> {
  return wait(clock, delayMs, (die) => signal.addEventListener('abort', die, { once: true }))
}

function exchangeOf<Request_ extends Request>(
  native: Request_,
  body: unknown,
  address: string | undefined,
  fields: Headers,
): Exchange<Request_> {
  return {
    native,
    method: native.method,
    path: new URL(native.url).pathname,
    header: (name) => native.headers.get(name) ?? undefined,
    body,
    address,
    guarded: guardedBy.get(native),
    setField: (name, value) => fields.set(name, value),
  }
}

/** The same class of request (a framework's own, say) with a body that can be read once more. */
function withBody<Request_ extends Request>(request: Request_, body: string | undefined): Request_ {
  if (body === undefined) return request
  const headers = new Headers(request.headers)
  headers.delete('content-length')
  return Reflect.construct(request.constructor, [
    request.url,
    { method: request.method, headers, body, signal: request.signal },
  ])
}

function refusal({ status, contentType, body }: Extract<Verdict, { kind: 'refused' }>, fields: Headers): Response {
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
