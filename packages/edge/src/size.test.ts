import { gzipSync } from 'node:zlib'
import { describe, expect, it } from '@jest/globals'
import { build, type Metafile } from 'esbuild'

/** What `import { createLimiter, llmLimit } from '@llm-limit/edge'` adds to a worker. A change that needs more has to say why. */
const MOST_KB = 98

interface Bundle {
  readonly gzippedKb: number
  readonly metafile: Metafile
}

async function bundled(source: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    // An import of Node's would fail the build.
    platform: 'browser',
    tsconfig: `${import.meta.dirname}/../../../tsconfig.check.json`,
  })
  return { gzippedKb: gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length / 1000, metafile }
}

/** Minified kB of each package. */
function shares({ outputs }: Metafile): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const [path, { bytesInOutput }] of Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs))) {
    const name = /(?:packages|node_modules)\/([^/]+)\//.exec(path)?.[1] ?? path
    sums[name] = (sums[name] ?? 0) + bytesInOutput / 1000
  }
  return Object.fromEntries(Object.entries(sums).map(([name, kb]) => [name, Math.round(kb)]))
}

describe('the edge adapter in a bundle', () => {
  it(`needs nothing of Node, and at most ${MOST_KB} kB gzipped with core, estimates, prices and every API`, async () => {
    const { gzippedKb, metafile } = await bundled(`export { createLimiter, llmLimit } from './index.ts'`)
    console.info(`${gzippedKb.toFixed(1)} kB gzipped; minified, in kB: ${JSON.stringify(shares(metafile))}`)
    expect(gzippedKb).toBeLessThanOrEqual(MOST_KB)
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports)
    expect(imports).toEqual([])
  })

  it('has in it only what is used', async () => {
    const { metafile } = await bundled(`export { createLimiter, llmLimit } from './index.ts'`)
    const paths = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs))
    expect(paths.filter((path) => /provider-guard\/|tokenizer\/src\/exact|http\/src\/context/.test(path))).toEqual([])
  })
})
