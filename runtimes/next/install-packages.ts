import { existsSync } from 'node:fs'
import { cp, readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'

const PACKAGES = resolve(import.meta.dirname, '../../packages')

interface Manifest {
  readonly exports: { readonly [entry: string]: { readonly import?: { readonly default: string } } | string }
}

/** Gives an app its own copies of our packages, as npm would: each built for itself from its sources, as ESM and as CommonJS. */
export async function installPackages(app: string, names: readonly string[]): Promise<void> {
  const home = join(app, 'node_modules/@llm-limit')
  await rm(home, { recursive: true, force: true })
  await Promise.all(names.map((name) => installPackage(name, join(home, name))))
}

async function installPackage(name: string, to: string): Promise<void> {
  const from = join(PACKAGES, name)
  const manifest: Manifest = JSON.parse(await readFile(join(from, 'package.json'), 'utf8'))
  const entries = Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === 'object' && entry.import !== undefined
      ? [/dist\/(.+)\.mjs$/.exec(entry.import.default)?.[1] ?? '']
      : [],
  )
  const entryPoints = Object.fromEntries(entries.map((entry) => [entry, sourceOf(from, entry)]))
  const outdir = join(to, 'dist')
  const shape = {
    entryPoints,
    outdir,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'es2022',
    tsconfigRaw: {},
    logLevel: 'error',
  } as const
  await build({ ...shape, format: 'esm', outExtension: { '.js': '.mjs' } })
  await build({ ...shape, format: 'cjs', outExtension: { '.js': '.cjs' } })
  await cp(join(from, 'package.json'), join(to, 'package.json'))
}

function sourceOf(from: string, entry: string): string {
  const file = join(from, 'src', `${entry}.ts`)
  return existsSync(file) ? file : join(from, 'src', entry, 'index.ts')
}
