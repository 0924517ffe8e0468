/** An answer, read to its end. */
export interface Answer {
  readonly status: number
  readonly fields: Headers
  readonly text: string
}

export interface Sending {
  readonly method?: string | undefined
  readonly path?: string | undefined
  /** The field `x-user`; undefined leaves it away. */
  readonly user?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** A text is sent as it is. */
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
}

/** Sends a request on a socket of its own. */
export async function send(
  url: string,
  { method = 'POST', path = '/ai/chat', user, headers, body, signal }: Sending,
): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      connection: 'close',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(user === undefined ? {} : { 'x-user': user }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  })
  return { status: response.status, fields: response.headers, text: await response.text() }
}
