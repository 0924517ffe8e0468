import { build, type Plugin } from 'esbuild'

/** A worker cannot listen: what the contract serves on loopback is served through the relay. */
const relayed: Plugin = {
  name: 'relayed',
  setup({ onResolve }) {
    onResolve({ filter: /\/loopback\.js$/ }, ({ importer }) =>
      importer.includes('/testing/') ? { path: `${import.meta.dirname}/model-door.ts` } : undefined,
    )
  },
}

/** The contract's worker as one module. @param entry A module that exports `fetchFor`, relative to `runtimes/`. */
export async function bundleContract(entry: string): Promise<string> {
  const contents = `
    import { contractWorker } from './workerd/contract-worker.js'
    import { fetchFor } from '${entry}'
    export { AppDoor } from './workerd/app-door.js'
    export { ModelDoor } from './workerd/model-door.js'
    export default contractWorker(fetchFor)
  `
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: `${import.meta.dirname}/..`, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'es2024',
    conditions: ['workerd'],
    external: ['cloudflare:*'],
    tsconfig: `${import.meta.dirname}/../../tsconfig.check.json`,
    plugins: [relayed],
  })
  return outputFiles[0]?.text ?? ''
}
