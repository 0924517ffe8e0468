import type { Admission, CallDecision, CallEstimate, Limiter, Phase, Subject, Terms } from '@llm-limit/core'

/** An app in terms that every framework has: guards, and a handler behind them that answers every path. */
export interface AdapterApp {
  /** In the order in which a request meets them. */
  readonly guards: readonly AppGuard[]
  readonly handle: AppHandler
}

/** Options of one mount, with the functions that read a request put in neutral terms. */
export interface AppGuard {
  readonly limiter: Limiter
  readonly operation?: string | ((path: string) => string | false) | undefined
  /** Default: the user is what the field `x-user` says. `'address'`: no function, so the client's address pays. */
  readonly subject?: 'address' | ((field: (name: string) => string | undefined) => Subject | undefined) | undefined
  readonly expose?: { readonly money: boolean } | undefined
  readonly maxBodyBytes?: number | undefined
  readonly onDenied?: ((refusal: { readonly status: number; readonly body: object }) => unknown) | undefined
}

/** A handler that never settles never answers; one that throws leaves the answer to the framework. */
export type AppHandler = (call: AppCall) => Promise<AppReply>

/** One request as it reaches the handler. */
export interface AppCall {
  readonly method: string
  readonly path: string
  /** The parsed body, rewritten to the terms where the guard does that. */
  readonly body: unknown
  /** Undefined on a request that passes unguarded. */
  readonly llm: AppLlm | undefined
  /** What a client gets as its `fetch`: meteredFetch, or `llm.fetch` where there is no async context. */
  readonly fetch: typeof globalThis.fetch
  /** Aborts when the client leaves, as a handler of this framework would learn of it. */
  readonly signal: AbortSignal
}

/** As much of `Llm` as the contract uses. */
export interface AppLlm {
  readonly terms: Terms
  readonly phase: Phase
  readonly percent: number
  readonly admission: Admission
  settle(usage: object): void
  reserve(call: CallEstimate): Promise<CallDecision>
}

/** What the handler answers, for the harness to send in the manner of its framework. */
export type AppReply =
  | { readonly kind: 'json'; readonly status: number; readonly body: unknown }
  /** Sent with status 200: headers at once, then each chunk as it comes. */
  | { readonly kind: 'stream'; readonly contentType: string; readonly body: ReadableStream<Uint8Array> }
  /** Headers and a first text are sent, then the handler throws. */
  | { readonly kind: 'broken'; readonly text: string; readonly error: Error }
