import type { GuardOptions, Limiter } from '@llm-limit/http'
import type { LimiterIn } from './limiter-for.js'

export interface EdgeOptions<Env = unknown, Operation extends string = string>
  extends Omit<GuardOptions<Request, Operation>, 'limiter'> {
  /**
   * May be made from the environment, which workers get with the request. It is made once for each environment, known by the
   * names in it and its plain values, and shared by all mounts that are given the same function; keep out of the environment what
   * changes with every request.
   */
  readonly limiter?: Limiter<Operation> | LimiterIn<Env, Operation> | undefined
}
