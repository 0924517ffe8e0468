import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { blockOf } from '../pages/snippets.js'
import { asCommonJsScript } from './as-common-js.js'
import { printedBy } from './printed-by.js'
import { aModel, aRedis, nothing, type Surroundings, theProduct } from './surroundings.js'
import type { Walk } from './walk.js'

/** Packages whose program prints and ends, and what has to run beside it. */
const SCRIPTS: Readonly<Record<string, (folder: string) => Promise<Surroundings>>> = {
  core: nothing,
  providers: nothing,
  tokenizer: nothing,
  testing: nothing,
  http: aModel,
  'ai-sdk': aModel,
  redis: aRedis,
  client: theProduct,
}

/** Programs that print what their page says, as ESM and as CommonJS. */
export function scriptWalks(): Walk[] {
  return Object.keys(SCRIPTS).flatMap((name) => [scriptWalk(name, 'mjs'), scriptWalk(name, 'cjs')])
}

function scriptWalk(name: string, extension: 'mjs' | 'cjs'): Walk {
  const page = `packages/${name}/README.md`
  const file = `${name}.${extension}`
  return {
    package: name,
    title: `node ${file}`,
    async run(folder) {
      await using surroundings = (await SCRIPTS[name]?.(folder)) ?? (await nothing())
      const { env, origin = '' } = surroundings
      const code = blockOf(page, 'ts').replaceAll('http://localhost:3000', origin)
      await writeFile(join(folder, file), extension === 'mjs' ? code : asCommonJsScript(code))
      assert.equal(await printedBy(process.execPath, [file], { folder, env }), blockOf(page, 'text'))
      return 'printed what the page says'
    },
  }
}
