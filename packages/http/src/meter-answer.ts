import type { AdmittedCall } from '@llm-limit/core'
import { parseJson, type ReadCall, type Wire } from '@llm-limit/providers'
import { estimateTokens } from '@llm-limit/tokenizer'

/** Text of a JSON answer that is kept to read its usage; a longer one is settled by estimate. */
const LONGEST_JSON = 8 * 1024 * 1024

/** What reads one answer as it passes. */
interface Meter {
  push(chunk: Uint8Array): Uint8Array
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

function passing(body: ReadableStream<Uint8Array>, meter: Meter): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        let passed = 0
        while (passed === 0) {
          const { done, value } = await reader.read()
          const bytes = done ? meter.finish() : meter.push(value)
          passed = bytes?.length ?? 0
          if (bytes !== undefined && passed > 0) controller.enqueue(bytes)
          if (done) return controller.close()
        }
      } catch (cause) {
        meter.cut()
        controller.error(cause)
      }
    },
    async cancel(reason) {
      meter.cut()
      await reader.cancel(reason)
    },
  })
}

function streamMeter({ wire, read, call }: MeteredCall): Meter {
  const reader = wire.streamReader({ countTokens: estimateTokens, hideUsage: !read.wantsUsage })
  return {
    push(chunk) {
      const bytes = reader.push(chunk)
      call.observe(reader.delivered())
      return bytes
    },
    finish() {
      const rest = reader.end()
      call.settle(reader.usage() ?? { outputTokens: reader.delivered() }, reader.finished ? 'finished' : 'aborted')
      return rest
    },
    cut() {
      call.settle(reader.usage() ?? { outputTokens: reader.delivered() }, 'aborted')
    },
  }
}

function jsonMeter({ wire, call }: MeteredCall): Meter {
  const decoder = new TextDecoder()
  const parts: string[] = []
  let length = 0
  return {
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
      call.settle({}, 'finished')
    },
  }
}

/** An answer without usage is charged by its text; one that cannot be read keeps the estimate. */
function deliveredIn(wire: Wire, answer: unknown): { readonly outputTokens?: number } {
  return answer === undefined ? {} : { outputTokens: wire.deliveredIn(answer, estimateTokens) }
}
