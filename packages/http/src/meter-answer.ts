import type { AdmittedCall, Answer, Usage } from '@llm-limit/core'
import { joinBytes, parseJson, type ReadCall, type Wire } from '@llm-limit/providers'
import { estimateTokens } from '@llm-limit/tokenizer'
import { isPromise } from './go-on.js'

/** Text of a JSON answer that is kept to read its usage; a longer one is settled by estimate. */
const LONGEST_JSON = 8 * 1024 * 1024

/**
 * Of a JSON answer that breaks off, no more than this may be what every answer has around its text. The provider made it whole, so the
 * estimate stays; where more came than that, what came counts.
 */
const FRAME_TOKENS = 512

/** A short answer is counted once in so many chunks, for the case that this process dies. */
const UNSEEN_CHUNKS = 16

/** What reads one answer as it passes. */
interface Meter {
  push(chunk: Uint8Array): Answer<Uint8Array>
  /** Nothing more of it may be served: the last bytes ended it. */
  readonly isStopped: boolean
  /** @returns what is left to pass on. */
  finish(): Uint8Array | undefined
  /** The body ended before its end: the client left, or the provider broke off. */
  cut(): void
}

export interface MeteredCall {
  readonly wire: Wire
  readonly read: ReadCall
  readonly call: AdmittedCall
}

/** The response with a body that settles the call as it passes: once, at its end, when it breaks off or when nobody reads on. Neither teed nor cloned. */
export function meterAnswer(response: Response, metered: MeteredCall): Response {
  const { body } = response
  const isStream = response.headers.get('content-type')?.includes('text/event-stream') === true
  const meter = isStream ? streamMeter(metered) : jsonMeter(metered)
  if (body === null) {
    meter.finish()
    return response
  }
  const headers = new Headers(response.headers)
  headers.delete('content-length')
  headers.delete('content-encoding')
  return new Response(passing(body, meter), { status: response.status, statusText: response.statusText, headers })
}

/** Promises are what a chunk costs most: there is one more than in the answer itself. */
function passing(body: ReadableStream<Uint8Array>, meter: Meter): ReadableStream<Uint8Array> {
  const reader = body.getReader()

  function next(controller: Controller): Promise<void> {
    return reader.read().then((read) => {
      try {
        const bytes = read.done ? meter.finish() : meter.push(read.value)
        if (!isPromise(bytes)) return pass(controller, bytes, read.done)
        return bytes.then((late) => pass(controller, late, read.done))
      } catch (cause) {
        return brokeOff(cause)
      }
    }, brokeOff)
  }

  function brokeOff(cause: unknown): never {
    meter.cut()
    throw cause
  }

  function pass(controller: Controller, bytes: Uint8Array | undefined, isLast: boolean): void | Promise<void> {
    const isEmpty = bytes === undefined || bytes.length === 0
    if (!isEmpty) controller.enqueue(bytes)
    if (isLast) return controller.close()
    if (meter.isStopped) return stop(controller)
    // Who asked for a chunk gets one.
    if (isEmpty) return next(controller)
  }

  function stop(controller: Controller): void {
    controller.close()
    // The provider is told to stop; whether it could is no longer anybody's concern.
    reader.cancel().catch(() => {})
  }

  return new ReadableStream<Uint8Array>({
    pull: next,
    async cancel(reason) {
      meter.cut()
      await reader.cancel(reason)
    },
  })
}

type Controller = ReadableStreamDefaultController<Uint8Array>

function streamMeter({ wire, read, call }: MeteredCall): Meter {
  const hideUsage = !read.wantsUsage
  const reader = wire.streamReader({ countTokens: estimateTokens, hideUsage, inputTokens: read.inputTokens })
  let isStopped = false
  let chunks = 0

  /** Of an answer that broke off: what it reported of its length was its beginning, so that what was seen of it counts. */
  function usageSoFar(): Usage {
    void call.observe(reader.delivered())
    const { outputTokens: _, ...told } = reader.usage() ?? {}
    return told
  }

  function stopAfter(bytes: Uint8Array): Uint8Array {
    isStopped = true
    call.settle(usageSoFar(), 'stopped')
    return joinBytes([bytes, reader.stop()])
  }

  return {
    get isStopped() {
      return isStopped
    },
    push(chunk) {
      const bytes = reader.push(chunk)
      chunks += 1
      const isShort = reader.deliveredAtMost() <= call.mayReach
      if (reader.finished || (isShort && chunks % UNSEEN_CHUNKS !== 0)) return bytes
      const mayGoOn = call.observe(reader.delivered())
      if (mayGoOn === true) return bytes
      return Promise.resolve(mayGoOn).then((goesOn) => (goesOn ? bytes : stopAfter(bytes)))
    },
    finish() {
      const rest = reader.end()
      const { outputTokens = 0 } = reader.usage() ?? {}
      const isTold = reader.finished || outputTokens >= reader.delivered()
      const usage = isTold ? (reader.usage() ?? { outputTokens: reader.delivered() }) : usageSoFar()
      call.settle(usage, reader.finished ? 'finished' : 'aborted')
      return rest
    },
    cut() {
      call.settle(reader.finished ? (reader.usage() ?? {}) : usageSoFar(), 'aborted')
    },
  }
}

function jsonMeter({ wire, read, call }: MeteredCall): Meter {
  const decoder = new TextDecoder()
  const parts: string[] = []
  let length = 0
  return {
    isStopped: false,
    push(chunk) {
      length += chunk.length
      if (length <= LONGEST_JSON) parts.push(decoder.decode(chunk, { stream: true }))
      return chunk
    },
    finish() {
      const answer = length <= LONGEST_JSON ? parseJson(parts.join('')) : undefined
      call.settle(wire.usageOf(answer) ?? deliveredIn(wire, answer))
      return undefined
    },
    cut() {
      const cameTokens = estimateTokens(parts.join(''))
      if (cameTokens <= FRAME_TOKENS) return call.settle({}, 'finished')
      const most = call.terms.maxOutputTokens * (read.choices ?? 1)
      call.settle({ outputTokens: Math.min(cameTokens, most) }, 'aborted')
    },
  }
}

/** An answer without usage is charged by its text; one that cannot be read keeps the estimate. */
function deliveredIn(wire: Wire, answer: unknown): { readonly outputTokens?: number } {
  return answer === undefined ? {} : { outputTokens: wire.deliveredIn(answer, estimateTokens) }
}
