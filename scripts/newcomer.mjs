// `npm run test:newcomer`: what a reader of the README does. Packs the packages, installs them into an empty folder,
// pastes the README's programs, starts each against a fake model server and asks three times; then the same as CommonJS.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fakeModelServer } from '@llm-limit/testing'
import { FRAMEWORKS, frameworkProgram, productHolds, quickStartHolds, readmePrograms } from './pages/readme-programs.js'
import { runProgram } from './pages/run-program.js'

/** What npm writes is shown only when it fails. */
const npm = (folder, ...parameters) => execFileSync('npm', parameters, { cwd: folder, stdio: 'pipe' })

/** `import` as `require`, as somebody with a CommonJS project would write it. */
const asCommonJs = (code) => code.replace(/^import (.+) from '(.+)'$/gm, "const $1 = require('$2')")

const [quickStart, product] = readmePrograms()
const PROGRAMS = [
  { file: 'server.mjs', code: quickStart.code, holds: quickStartHolds },
  { file: 'product.mjs', code: product.code, holds: productHolds },
  { file: 'server.cjs', code: asCommonJs(quickStart.code), holds: quickStartHolds },
  { file: 'product.cjs', code: asCommonJs(product.code), holds: productHolds },
  ...Object.keys(FRAMEWORKS).flatMap((name) => {
    const { code } = frameworkProgram(name)
    return [
      { file: `${name}.mjs`, code, holds: quickStartHolds },
      { file: `${name}.cjs`, code: asCommonJs(code), holds: quickStartHolds },
    ]
  }),
]
const PEERS = ['express', 'openai', ...Object.values(FRAMEWORKS).flat()]

const folder = mkdtempSync(join(tmpdir(), 'llm-limit-newcomer-'))
const models = await fakeModelServer()
try {
  console.log('npm run build, npm pack')
  npm('.', 'run', 'build')
  npm(
    '.',
    'pack',
    '--pack-destination',
    folder,
    ...readdirSync('packages').flatMap((name) => ['-w', `packages/${name}`]),
  )
  const tarballs = readdirSync(folder).filter((file) => file.endsWith('.tgz'))

  console.log(`npm install ${PEERS.join(' ')}, and ${tarballs.length} packages, in an empty folder`)
  npm(folder, 'init', '--yes')
  npm(folder, 'install', '--no-audit', '--no-fund', ...PEERS, ...tarballs.map((file) => `./${file}`))

  for (const { file, code, holds } of PROGRAMS) {
    writeFileSync(join(folder, file), code)
    const env = { OPENAI_BASE_URL: models.url, OPENAI_API_KEY: 'none' }
    const program = await runProgram({ parameters: [file], folder, env })
    try {
      await holds(program.origin, models)
    } finally {
      await program[Symbol.asyncDispose]()
    }
    console.log(`ok   node ${file}: asked three times, every field as the README says`)
  }
} finally {
  await models.close()
  rmSync(folder, { recursive: true, force: true })
}
