import type { Limiter, Subject } from '@llm-limit/core'
import type { AppGuard } from './adapter-app.js'

/** How the framework's own request is read. */
export interface RequestReader<Native> {
  path(native: Native): string
  /** Lower-case name. */
  field(native: Native, name: string): string | undefined
}

/** Options of `llmLimit()` in every adapter. */
export interface OptionsFor<Native> {
  readonly limiter: Limiter
  readonly operation: string | ((native: Native) => string | false) | undefined
  readonly subject: ((native: Native) => Subject | undefined) | undefined
  readonly expose: AppGuard['expose']
  readonly maxBodyBytes: number | undefined
  readonly onDenied: AppGuard['onDenied']
  readonly log: false
}

/** A guard of the contract's app as options of the framework's `llmLimit()`. */
export function optionsFor<Native>(guard: AppGuard, reader: RequestReader<Native>): OptionsFor<Native> {
  const { limiter, operation, subject = userField, expose, maxBodyBytes, onDenied } = guard
  return {
    limiter,
    operation: typeof operation === 'function' ? (native) => operation(reader.path(native)) : operation,
    subject: subject === 'address' ? undefined : (native) => subject((name) => reader.field(native, name)),
    expose,
    maxBodyBytes,
    onDenied,
    log: false,
  }
}

function userField(field: (name: string) => string | undefined): Subject | undefined {
  const user = field('x-user')
  return user === undefined ? undefined : { user }
}
