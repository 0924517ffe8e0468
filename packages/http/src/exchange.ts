import type { MaybePromise } from './go-on.js'
import type { Llm } from './llm.js'

/** One request as every framework can show it. Adapters make it; the guard reads nothing else. */
export interface Exchange<Native> {
  /** The framework's own request or context: what the app's functions get. */
  readonly native: Native
  readonly method: string
  readonly path: string
  /** Lower-case name. */
  header(name: string): string | undefined
  /** Reads the body where nothing parsed it before; asked for once, and only on a guarded request. */
  readBody?(maxBytes: number): MaybePromise<void>
  /** The parsed body; undefined when nothing parsed it. */
  readonly body: unknown
  /** Whether the body that was read is larger than it may be; undefined where a parser read it, and its length field decides. */
  readonly isTooLarge?: boolean | undefined
  /** Address of the client after the framework's own proxy rules; undefined where the platform has none. */
  readonly address: string | undefined
  /** What an earlier guard of the same request reserved. */
  readonly guarded: Llm | undefined
  /** Sets a field of the response if it is not on its way yet. */
  setField(name: string, value: string): void
  /** A field of the response set before the guard; absent where nothing can set one. */
  getField?(name: string): string | undefined
}
