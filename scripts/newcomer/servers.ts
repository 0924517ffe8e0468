import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type FakeModelServer, fakeModelServer } from '@llm-limit/testing'
import {
  FRAMEWORKS,
  frameworkProgram,
  productHolds,
  quickStartHolds,
  readmePrograms,
} from '../pages/readme-programs.js'
import { runProgram } from '../pages/run-program.js'
import { asCommonJs } from './as-common-js.js'
import { modelEnv } from './surroundings.js'
import type { Walk } from './walk.js'

interface ServerPage {
  readonly package: string
  readonly file: string
  readonly code: string
  readonly holds: (origin: string, models: FakeModelServer) => Promise<void>
}

/** Programs that listen, as ESM and as CommonJS. */
export function serverWalks(): Walk[] {
  const [quickStart, product] = readmePrograms()
  const pages: ServerPage[] = [
    { package: 'express', file: 'server', code: quickStart.code, holds: quickStartHolds },
    { package: 'express', file: 'product', code: product.code, holds: productHolds },
    ...FRAMEWORKS.map((name) => {
      return { package: name, file: name, code: frameworkProgram(name).code, holds: quickStartHolds }
    }),
  ]
  return pages.flatMap((page) => [
    serverWalk({ ...page, file: `${page.file}.mjs` }),
    serverWalk({ ...page, file: `${page.file}.cjs`, code: asCommonJs(page.code) }),
  ])
}

function serverWalk({ package: name, file, code, holds }: ServerPage): Walk {
  return {
    package: name,
    title: `node ${file}`,
    async run(folder) {
      await using models = await fakeModelServer()
      await writeFile(join(folder, file), code)
      await using program = await runProgram({ parameters: [file], folder, env: modelEnv(models) })
      await holds(program.origin, models)
      return 'asked three times, every field as the page says'
    },
  }
}
