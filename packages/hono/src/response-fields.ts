import { EXPOSED, exposedNames } from '@llm-limit/http'
import type { Context } from 'hono'

/** Fields for the response of a request, whichever it will be. Those of a later guard take the place of an earlier one's. */
const fieldsOf = new WeakMap<Context, Map<string, string>>()

export function noteField(c: Context, name: string, value: string): void {
  const fields = fieldsOf.get(c)
  if (fields === undefined) fieldsOf.set(c, new Map([[name, value]]))
  else fields.set(name, value)
}

/** Hono forgets fields that were set before a handler made a response by itself: they are written on the one that it made. */
export function writeFields(c: Context): void {
  const fields = fieldsOf.get(c)
  if (fields === undefined) return
  try {
    write(fields, c.res.headers)
  } catch {
    // A response of `fetch` cannot be changed: https://fetch.spec.whatwg.org/#concept-headers-guard
    const fixed = c.res
    c.res = undefined
    c.res = new Response(fixed.body, fixed)
    write(fields, c.res.headers)
  }
}

function write(fields: ReadonlyMap<string, string>, headers: Headers): void {
  for (const [name, value] of fields) headers.set(name, value)
  const exposed = exposedNames((name) => headers.get(name))
  if (exposed !== undefined) headers.set(EXPOSED, exposed)
}
