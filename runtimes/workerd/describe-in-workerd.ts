import type { Readable } from 'node:stream'
import type { AdapterHarness } from '@llm-limit/testing'
import { Miniflare } from 'miniflare'
import { describeElsewhere } from '../describe-elsewhere.js'
import type { ClaimResult } from '../run-claims.js'
import { bundleContract } from './bundle.js'
import type { World } from './contract-worker.js'
import { startFront } from './front.js'
import { relayModel } from './model-relay.js'

/** A claim compares what two model servers answer. */
const MODELS = 2

/** States the whole contract for an app in workerd. @param entry A module that exports `fetchFor`, relative to `runtimes/`. */
export function describeInWorkerd(name: string, entry: string, sees: AdapterHarness['sees']): void {
  describeElsewhere(name, sees, () => runInWorkerd(name, entry, sees))
}

async function runInWorkerd(
  name: string,
  entry: string,
  sees: AdapterHarness['sees'],
): Promise<readonly ClaimResult[]> {
  await using platform = disposable(await startWorkerd(await bundleContract(entry)))
  const [app, door] = await Promise.all(
    ['AppDoor', 'ModelDoor'].map((entrypoint) => platform.value.unsafeGetDirectURL(undefined, entrypoint)),
  )
  const front = await startFront(app as URL)
  const relay = await Promise.all(Array.from({ length: MODELS }, (_, index) => relayModel(door as URL, index)))
  const world: World = { name, sees, app: front.origin, models: relay.map(({ origin }) => origin) }
  const answer = await platform.value.dispatchFetch('http://contract.test/', {
    method: 'POST',
    body: JSON.stringify(world),
  })
  await Promise.all([front, ...relay].map((server) => server.close()))
  return (await answer.json()) as ClaimResult[]
}

async function startWorkerd(contents: string): Promise<Miniflare> {
  const platform = new Miniflare({
    modules: [{ type: 'ESModule', path: 'contract.mjs', contents }],
    compatibilityDate: '2026-04-20',
    compatibilityFlags: ['nodejs_compat', 'enable_request_signal'],
    unsafeDirectSockets: ['AppDoor', 'ModelDoor'].map((entrypoint) => ({ host: '127.0.0.1', port: 0, entrypoint })),
    // Claims throw on purpose.
    handleRuntimeStdio: (...streams: readonly Readable[]) => {
      for (const stream of streams) stream.resume()
    },
  })
  await platform.ready
  return platform
}

function disposable(platform: Miniflare): AsyncDisposable & { readonly value: Miniflare } {
  return { value: platform, [Symbol.asyncDispose]: () => platform.dispose() }
}
