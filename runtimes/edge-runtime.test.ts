import * as timers from 'node:timers/promises'
import { describe, it } from '@jest/globals'
import { type AdapterApp, type AppHandler, describeAdapter, type Loopback, serveRequests } from '@llm-limit/testing'
import { EdgeRuntime } from 'edge-runtime'
import { build, type Plugin } from 'esbuild'
import OpenAI from 'openai'
import { parseItem, parseList } from 'structured-headers'

/** The adapter lives in the runtime's context; the claims, and what only they need, are handed in. */
const WORKER = `
import { fetchFor } from './edge-app.ts'

const serve = fetchFor(APP)
addEventListener('fetch', (event) => event.respondWith(serve(event.request, {}, event)))
`

const handedIn: Plugin = {
  name: 'handed-in',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'handed-in' }))
    onLoad({ filter: /.*/, namespace: 'handed-in' }, ({ path }) => ({ contents: `module.exports = NODE['${path}']` }))
  },
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: WORKER, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    tsconfig: `${import.meta.dirname}/../tsconfig.check.json`,
    plugins: [handedIn],
  })
  return outputFiles[0]?.text ?? ''
}

let bundled: Promise<string> | undefined

/** As Next's sandbox does it: the runtime's own Request, with a signal that aborts when the client leaves. */
async function start(app: AdapterApp): Promise<Loopback> {
  bundled ??= bundle()
  const handle: AppHandler = (call) => app.handle({ ...call, body: ofThisRealm(call.body) })
  const given = { APP: { ...app, handle }, NODE: { 'node:timers/promises': timers } }
  const runtime = new EdgeRuntime({ initialCode: await bundled, extend: (context) => Object.assign(context, given) })
  return serveRequests(({ url, method, headers, body, signal }) =>
    runtime.dispatchFetch(url, { method, headers, body, signal, duplex: 'half' } as RequestInit),
  )
}

/** What the runtime's JSON.parse made is no plain object to an assertion. */
function ofThisRealm(body: unknown): unknown {
  return body === undefined ? undefined : JSON.parse(JSON.stringify(body))
}

describeAdapter(
  { describe, it, OpenAI, parseItem, parseList },
  { name: 'edge in edge-runtime', start, sees: { bodySize: true, address: false } },
)
