import type { Exchange } from '@llm-limit/http'
import type { Context } from 'koa'

/** `ctx.ip` follows the app's own `proxy` setting. */
export function exchangeOf(ctx: Context): Exchange<Context> {
  return {
    native: ctx,
    method: ctx.method,
    path: ctx.path,
    header: (name) => ctx.get(name) || undefined,
    body: parsedBody(ctx.request),
    address: ctx.ip,
    guarded: ctx.state.llm,
    setField(name, value) {
      if (!ctx.headerSent) ctx.set(name, value)
    },
    getField: (name) => fieldText(ctx.res.getHeader(name)),
  }
}

/** Where body parsers of Koa put what they read. */
export function parsedBody(request: object): unknown {
  return 'body' in request ? request.body : undefined
}

function fieldText(value: number | string | readonly string[] | undefined): string | undefined {
  return value === undefined ? undefined : Array.isArray(value) ? value.join(', ') : String(value)
}
