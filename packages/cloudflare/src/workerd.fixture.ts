import { build } from 'esbuild'
import { Miniflare } from 'miniflare'
import type { ObjectNamespace } from './platform.js'

const PROGRAM = new URL('./worker.fixture.ts', import.meta.url).pathname
const TSCONFIG = new URL('../../../tsconfig.check.json', import.meta.url).pathname

/** Kinds of objects, by their bindings. */
const CLASSES = { LIMITS: 'ClockedObject', HASTY: 'HastyObject', BROKEN: 'BrokenObject', FULL: 'FullObject' } as const

/** A real workerd with the program of `worker.fixture.ts`. */
export interface Workerd {
  objects(binding: keyof typeof CLASSES): Promise<ObjectNamespace>
  /** Asks the worker itself. */
  ask(path: string): Promise<unknown>
  stop(): Promise<void>
}

let program: Promise<string> | undefined

/** @param persist A folder that outlives this process of workerd. */
export async function startWorkerd(persist?: string): Promise<Workerd> {
  program ??= bundled()
  const miniflare = new Miniflare({
    modules: true,
    script: await program,
    compatibilityDate: '2026-04-01',
    compatibilityFlags: ['nodejs_compat'],
    durableObjects: Object.fromEntries(
      Object.entries(CLASSES).map(([binding, className]) => [binding, { className, useSQLite: true }]),
    ),
    durableObjectsPersist: persist ?? false,
  })
  return {
    objects: async (binding) => (await miniflare.getDurableObjectNamespace(binding)) as unknown as ObjectNamespace,
    async ask(path) {
      const answer = await miniflare.dispatchFetch(`http://worker.test${path}`)
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
      return answer.json()
    },
    stop: () => miniflare.dispose(),
  }
}

async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [PROGRAM],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    conditions: ['workerd'],
    tsconfig: TSCONFIG,
  })
  return outputFiles[0]?.text ?? ''
}
