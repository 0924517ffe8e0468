import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fakeModelServer } from '@llm-limit/testing'
import { quickStartHolds } from '../pages/readme-programs.js'
import { runProgram } from '../pages/run-program.js'
import { blockOf } from '../pages/snippets.js'
import { printedBy } from './printed-by.js'
import { modelEnv } from './surroundings.js'
import type { Walk } from './walk.js'

const NEXT = 'node_modules/next/dist/bin/next'

/** An app with nothing but the route on the page. */
export function nextWalk(): Walk {
  const code = blockOf('packages/next/README.md', 'ts')
  const [, route = ''] = /^\/\/ (.+)\n/.exec(code) ?? []
  return {
    package: 'next',
    title: `next build, next start, with ${route}`,
    async run(folder) {
      await using models = await fakeModelServer()
      const file = join(folder, 'next', route)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, code)
      await writeFile(join(folder, 'next/package.json'), '{ "private": true }')
      const env = { ...modelEnv(models), NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }
      await printedBy(process.execPath, [NEXT, 'build', 'next'], { folder, env })
      await using program = await runProgram({ parameters: [NEXT, 'start', 'next'], folder, env })
      await quickStartHolds(program.origin, models, '/api/chat')
      return 'asked three times, every field as the page says'
    },
  }
}
