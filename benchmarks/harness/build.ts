import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'

export const projectRoot: string = fileURLToPath(new URL('../../', import.meta.url))
const here = fileURLToPath(new URL('../', import.meta.url))

/** A source tree of llm-limit: the working tree, or a git ref checked out beside it. */
export interface SourceTree {
  readonly label: string
  readonly root: string
}

export const workingTree: SourceTree = { label: 'llm-limit', root: projectRoot }

const FRAMEWORKS = ['express', 'koa', '@koa/*', 'hono', '@hono/*', 'fastify', 'fastify-plugin']

/**
 * Bundles a contestant with the packages of a source tree as they are published: ES2022, no loader and no added names.
 * Peers stay outside and run as installed.
 * @returns the path of the bundle.
 */
export async function bundle(contestant: string, tree: SourceTree): Promise<string> {
  const outfile = `${here}node_modules/.cache/${tree.label.replace(/\W+/g, '-')}/${contestant}.mjs`
  await build({
    entryPoints: [`${here}contestants/${contestant}.ts`],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    tsconfigRaw: {},
    nodePaths: [`${projectRoot}node_modules`],
    external: [
      ...FRAMEWORKS,
      'express-rate-limit',
      'ioredis',
      'llm-spend-guard',
      'rate-limiter-flexible',
      '@upstash/*',
    ],
    plugins: [packagesOf(tree)],
    logLevel: 'warning',
  })
  return outfile
}

function packagesOf({ root }: SourceTree): Plugin {
  return {
    name: 'packages-of-a-source-tree',
    setup(bundling) {
      bundling.onResolve({ filter: /^@llm-limit\// }, ({ path }) => {
        const [, name, entry = 'index'] = path.split('/')
        return { path: `${root}packages/${name}/src/${entry}.ts`, sideEffects: false }
      })
    },
  }
}
