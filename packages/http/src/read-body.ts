import { parseJson } from '@llm-limit/providers'
import type { MaybePromise } from './go-on.js'

/** A request body as it was read for the guard. */
export interface ReadBody {
  readonly parsed: unknown
  readonly isTooLarge: boolean
  /** What is handed on in place of the request's own body; undefined when that is still unread. */
  readonly again: string | ReadableStream<Uint8Array> | undefined
}

export const UNREAD: ReadBody = { parsed: undefined, isTooLarge: false, again: undefined }
const TOO_LARGE: ReadBody = { parsed: undefined, isTooLarge: true, again: undefined }

/** Reads a JSON body of at most `maxBytes`; of a larger one no more than the first byte too many. Other types are left to the handler. */
export function readBody(request: Request, maxBytes: number): MaybePromise<ReadBody> {
  const { bodyUsed, headers } = request
  if (bodyUsed || headers.get('content-type')?.includes('json') !== true) return UNREAD
  const length = headers.get('content-length')
  if (length === null) return readUnmeasured(request, maxBytes)
  if (Number(length) > maxBytes) return TOO_LARGE
  return request.text().then(readAs)
}

async function readUnmeasured({ body }: Request, maxBytes: number): Promise<ReadBody> {
  if (body === null) return UNREAD
  const chunks: Uint8Array[] = []
  let bytes = 0
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    chunks.push(value)
    bytes += value.length
    if (bytes > maxBytes) return { parsed: undefined, isTooLarge: true, again: replayed(chunks, reader) }
  }
  return readAs(textOf(chunks))
}

function readAs(text: string): ReadBody {
  return { parsed: parseJson(text), isTooLarge: false, again: text }
}

function textOf(chunks: readonly Uint8Array[]): string {
  const decoder = new TextDecoder()
  return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join('') + decoder.decode()
}

/** What was read, and then the rest as it comes. */
function replayed(chunks: Uint8Array[], rest: ReadableStreamDefaultReader<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const chunk = chunks.shift() ?? (await rest.read()).value
      if (chunk === undefined) controller.close()
      else controller.enqueue(chunk)
    },
    cancel: (reason) => rest.cancel(reason),
  })
}
