import type { GuardOptions, Limiter } from '@llm-limit/http'

export interface EdgeOptions<Env = unknown, Operation extends string = string>
  extends Omit<GuardOptions<Request, Operation>, 'limiter'> {
  /**
   * May be made from the environment, which workers get with the request. It is made once for each environment, known by the
   * names in it and its plain values; keep out of it what changes with every request.
   */
  readonly limiter?: Limiter<Operation> | ((env: Env) => Limiter<Operation>) | undefined
}
