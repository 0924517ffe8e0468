import type { Readable } from 'node:stream'
import type { FakeModelServer } from '@llm-limit/testing'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'
import type { Program } from './run-program.js'

/** Classes of Durable Objects, by their bindings. */
export type DurableObjects = Readonly<Record<string, { readonly className: string; readonly useSQLite: boolean }>>

export interface WorkerOptions {
  readonly code: string
  /** From where its packages are found. */
  readonly folder: string
  /** Says where the sources of packages are, for those that are not installed. */
  readonly tsconfig?: string | undefined
  readonly models: FakeModelServer
  readonly durableObjects?: DurableObjects | undefined
}

/** A worker of a page, in workerd, without its log. What it sends to any host, such as the SDK's own, is answered by `models`. */
export async function runWorker({ models, durableObjects = {}, ...program }: WorkerOptions): Promise<Program> {
  const platform = new Miniflare({
    modules: [{ type: 'ESModule', path: 'worker.mjs', contents: await bundled(program) }],
    compatibilityDate: '2026-04-20',
    bindings: { OPENAI_API_KEY: 'none' },
    handleRuntimeStdio(stdout: Readable, stderr: Readable) {
      stdout.resume()
      stderr.pipe(process.stderr)
    },
    durableObjects: { ...durableObjects },
    outboundService: async (request: Request) => {
      const { pathname } = new URL(request.url)
      const { method, headers } = request
      return fetch(`${models.origin}${pathname}`, { method, headers, body: await request.text() }) as never
    },
  })
  return { origin: (await platform.ready).origin, [Symbol.asyncDispose]: () => platform.dispose() }
}

async function bundled({ code, folder, tsconfig }: Pick<WorkerOptions, 'code' | 'folder' | 'tsconfig'>) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: folder, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    conditions: ['workerd'],
    ...(tsconfig === undefined ? {} : { tsconfig }),
  })
  return outputFiles[0]?.text ?? ''
}
