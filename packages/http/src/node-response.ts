import type { Admission, Outcome } from '@llm-limit/core'

/** As much of node:http's ServerResponse as is needed to know how a request ended. */
export interface NodeResponse {
  readonly headersSent: boolean
  readonly writableFinished: boolean
  readonly statusCode: number
  readonly closed: boolean
  on(event: 'close', listener: () => void): unknown
  once(event: 'close', listener: () => void): unknown
}

/**
 * Settles when the response closes, however it closes: `close` fires after `finish` and instead of it.
 * @see https://nodejs.org/docs/latest-v20.x/api/http.html#event-close_1
 */
export function endWithResponse(admission: Admission, response: NodeResponse): void {
  const end = (): void => {
    admission.whenCallDenied = undefined
    void admission.end(outcomeOf(response))
  }
  if (response.closed) end()
  else response.on('close', end)
}

/** A status that was not sent says nothing: Koa begins with 404. */
function outcomeOf(response: NodeResponse): Outcome {
  if (response.statusCode >= 400 && response.headersSent) return 'failed'
  return response.writableFinished ? 'finished' : 'aborted'
}
