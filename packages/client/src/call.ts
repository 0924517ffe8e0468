/** One call of the app, as it may be sent several times. */
export interface Call {
  /** Calls to the same address share a wait. */
  readonly address: string
  /** Of the body, in characters; undefined where it is no text. */
  readonly length: number | undefined
  /** Whether it can be sent more than once: a stream is read by the first time. */
  readonly isRepeatable: boolean
  readonly signal: AbortSignal | undefined
  send(): Promise<Response>
}

type Fetch = typeof globalThis.fetch

export function callOf(fetch: Fetch, input: Parameters<Fetch>[0], init: RequestInit | undefined): Call {
  const request = typeof input === 'object' && 'url' in input ? input : undefined
  const method = init?.method ?? request?.method ?? 'GET'
  const [url = ''] = (request?.url ?? String(input)).split(/[?#]/)
  const body = init?.body
  return {
    address: `${method.toUpperCase()} ${url}`,
    length: typeof body === 'string' ? body.length : undefined,
    isRepeatable: !(body instanceof ReadableStream),
    signal: init?.signal ?? request?.signal,
    // A Request with a body can be sent once; the copy is sent, so that it can be copied again.
    send: () => fetch(request?.clone() ?? input, init),
  }
}
