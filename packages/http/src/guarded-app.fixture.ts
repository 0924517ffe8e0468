import { serveRequests } from '@llm-limit/testing'
import { nodeContext } from './context.js'
import { createGuard } from './guard.js'
import type { Llm } from './llm.js'
import type { GuardOptions } from './options.js'
import { guardWeb } from './web-guard.js'

export interface GuardedApp extends AsyncDisposable {
  readonly origin: string
  /** Requests that arrived, guarded or refused. */
  readonly requests: number
}

/** A `Request -> Response` app behind one guard, on a real socket. */
export async function guardedApp<Operation extends string>(
  options: GuardOptions<Request, Operation>,
  handler: (request: Request, llm: Llm) => Promise<Response>,
): Promise<GuardedApp> {
  const guard = createGuard({ log: false, ...options })
  let requests = 0
  const app = await serveRequests((request) => {
    requests += 1
    return guardWeb({
      guard,
      request,
      address: undefined,
      async handle(readable, llm) {
        if (llm === undefined) return new Response('not guarded')
        return nodeContext.run(llm.admission, () => handler(readable, llm))
      },
    })
  })
  return {
    origin: app.origin,
    get requests() {
      return requests
    },
    [Symbol.asyncDispose]: app.close,
  }
}
