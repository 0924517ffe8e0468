import type { Exchange, RefusalReply } from '@llm-limit/http'

/** A server action as the guard sees it: Next reads its body, shows its fields, and sets none in the answer. */
export class ActionExchange implements Exchange<Headers> {
  readonly native: Headers
  readonly method = 'POST'
  readonly path = ''
  readonly body: undefined
  readonly address: undefined
  readonly guarded: undefined
  /** Of the last model call that was refused. */
  callRefusal: RefusalReply | undefined

  constructor(native: Headers) {
    this.native = native
  }

  header(name: string): string | undefined {
    return this.native.get(name) ?? undefined
  }

  setField(): void {}
}
