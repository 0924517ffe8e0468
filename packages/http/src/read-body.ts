import { parseJson } from '@llm-limit/providers'

/** A request body as it was read for the guard. */
export interface ReadBody {
  /** Undefined when there was nothing to read, or it is not JSON and was left unread. */
  readonly text: string | undefined
  readonly parsed: unknown
  readonly isTooLarge: boolean
}

const UNREAD: ReadBody = { text: undefined, parsed: undefined, isTooLarge: false }
const TOO_LARGE: ReadBody = { text: undefined, parsed: undefined, isTooLarge: true }

/** Reads a JSON body of at most `maxBytes`; a larger one is given up at the first byte too many. Other types are left to the handler. */
export async function readBody(request: Request, maxBytes: number): Promise<ReadBody> {
  if (request.body === null || request.headers.get('content-type')?.includes('json') !== true) return UNREAD
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return TOO_LARGE
  const decoder = new TextDecoder()
  const parts: string[] = []
  let bytes = 0
  const reader = request.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    bytes += value.length
    if (bytes > maxBytes) {
      await reader.cancel()
      return TOO_LARGE
    }
    parts.push(decoder.decode(value, { stream: true }))
  }
  parts.push(decoder.decode())
  const text = parts.join('')
  return { text, parsed: parseJson(text), isTooLarge: false }
}
