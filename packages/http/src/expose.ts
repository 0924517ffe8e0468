import type { Exchange } from './exchange.js'
import { FIELD_NAMES } from './fields.js'

const OURS = FIELD_NAMES.join(', ')

export const EXPOSED = 'Access-Control-Expose-Headers'

/** Where CORS is mounted before the guard. */
export function exposeFields(exchange: Exchange<unknown>): void {
  if (exchange.getField === undefined) return
  const exposed = exposedNames((name) => exchange.getField?.(name))
  if (exposed !== undefined) exchange.setField(EXPOSED, exposed)
}

/** A browser of another origin sees only fields that are exposed to it. @returns the field's new value; undefined when nothing is to be added. */
export function exposedNames(fieldOf: (name: string) => string | null | undefined): string | undefined {
  if ((fieldOf('access-control-allow-origin') ?? '') === '') return undefined
  const exposed = fieldOf('access-control-expose-headers') ?? ''
  if (exposed.includes(OURS)) return undefined
  return exposed === '' ? OURS : `${exposed}, ${OURS}`
}
