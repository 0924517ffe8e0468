import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** Within the repository, so that packages are found. */
const FOLDER = resolve('node_modules/.cache/faults', String(process.pid))
let built: Promise<unknown> | undefined

/** The program of an app, built once: it starts several times faster, and is the same for all of a run. */
export async function appModule(name: 'app' | 'server' = 'app'): Promise<string> {
  built ??= build({
    entryPoints: ['app', 'server'].map((entry) => fileURLToPath(new URL(`./app/${entry}.ts`, import.meta.url))),
    outdir: FOLDER,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
    tsconfig: resolve('tsconfig.check.json'),
    external: ['ioredis', 'express', 'gpt-tokenizer'],
  })
  await built
  return join(FOLDER, `${name}.mjs`)
}

export async function removeAppModules(): Promise<void> {
  await rm(FOLDER, { recursive: true, force: true })
}
