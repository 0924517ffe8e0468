import { type ClaimResult, runClaims } from '../run-claims.js'
import { type FetchFor, serveAt } from './app-door.js'
import { relayThrough } from './model-door.js'

/** What the worker is told of the world around it. */
export interface World {
  /** Where the app's requests arrive. */
  readonly app: string
  /** Servers of the relay. */
  readonly models: readonly string[]
  readonly name: string
  readonly sees: Parameters<typeof runClaims>[0]['sees']
}

/** A worker that runs the whole contract: every claim in the one request that it is given, each of the app's requests beside it. */
export function contractWorker(fetchFor: FetchFor): { fetch(request: Request): Promise<Response> } {
  return {
    async fetch(request) {
      const { app, models, name, sees } = (await request.json()) as World
      relayThrough(models)
      const start = async (served: Parameters<FetchFor>[0]) => serveAt(app, fetchFor(served))
      const results: readonly ClaimResult[] = await runClaims({ name, sees, start })
      return Response.json(results)
    },
  }
}
