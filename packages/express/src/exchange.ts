import type { Exchange } from '@llm-limit/http'
import type { Request, Response } from 'express'

/** `request.ip` follows the app's own `trust proxy`. */
export function exchangeOf(request: Request, response: Response): Exchange<Request> {
  return {
    native: request,
    method: request.method,
    path: request.originalUrl.split('?')[0] ?? '/',
    header: (name) => request.get(name),
    body: request.body,
    address: request.ip,
    guarded: request.llm,
    setField(name, value) {
      if (!response.headersSent) response.setHeader(name, value)
    },
    getField: (name) => fieldText(response.getHeader(name)),
  }
}

function fieldText(value: number | string | readonly string[] | undefined): string | undefined {
  return value === undefined ? undefined : Array.isArray(value) ? value.join(', ') : String(value)
}
