import type { Admission } from './admission.js'

/** How a runtime passes the current admission to code further in; installed by @llm-limit/http/context on Node. */
export interface AdmissionContext {
  run<Value>(admission: Admission, work: () => Value): Value
  current(): Admission | undefined
}

/** One a process, so that ESM and CJS copies and bundles see the same. */
export const CONTEXT: unique symbol = Symbol.for('@llm-limit/context') as never

interface WithContext {
  [CONTEXT]?: AdmissionContext
}

export function installContext(context: AdmissionContext): AdmissionContext {
  const shared: typeof globalThis & WithContext = globalThis
  shared[CONTEXT] ??= context
  return shared[CONTEXT]
}

export function runInContext<Value>(admission: Admission, work: () => Value): Value {
  const shared: typeof globalThis & WithContext = globalThis
  const context = shared[CONTEXT]
  return context === undefined ? work() : context.run(admission, work)
}

/** The admission that the running code belongs to; undefined outside of one, or where no context is installed. */
export function currentAdmission(): Admission | undefined {
  const shared: typeof globalThis & WithContext = globalThis
  return shared[CONTEXT]?.current()
}
