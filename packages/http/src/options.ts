import type { Limiter, Subject } from '@llm-limit/core'
import type { MaybePromise } from './go-on.js'
import type { ProblemWords, RefusalReply } from './problem.js'

/** Options of every mount. `Native` is the framework's request or context. */
export interface GuardOptions<Native, Operation extends string = string> {
  /** Default: one limiter that all mounts of the process share: 60 requests a minute, 100k tokens an hour, $1 a day. */
  readonly limiter?: Limiter<Operation> | undefined
  /** A name, or a function that names it; false lets the request pass uncharged. */
  readonly operation?: NoInfer<Operation> | ((request: Native) => NoInfer<Operation> | false) | undefined
  /** Who pays. Undefined as a result, or without this option: the client's address. */
  readonly subject?:
    | ((request: Native) => MaybePromise<Subject | { readonly id: string } | null | undefined>)
    | undefined
  /** Client address where the framework's own is not the right one, such as behind a platform's proxy. Only read a header here that your own proxy sets. */
  readonly address?: ((request: Native) => string | undefined) | undefined
  readonly expose?: { readonly money?: boolean | undefined } | undefined
  /** Words for people by language tag, such as { de: { budget: ... } }; chosen by Accept-Language, English otherwise. */
  readonly messages?: { readonly [language: string]: Partial<ProblemWords> } | undefined
  /** Replaces the body of a refusal; status and fields stay. */
  readonly onDenied?: ((refusal: RefusalReply, request: Native) => unknown) | undefined
  /** Largest request body that is read, in bytes; default 1 MiB. Larger: 413. */
  readonly maxBodyBytes?: number | undefined
  /** A pino-shaped logger: a line for each refusal, warning and failure. In development, without one, a readable line a call. */
  readonly log?: Logger | false | undefined
}

export interface Logger {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
