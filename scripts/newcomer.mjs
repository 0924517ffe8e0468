// `npm run test:newcomer`: what a reader of the pages does. Packs the packages, installs them into an empty folder, pastes the
// program of each page and runs it: as ESM and as CommonJS, in workerd, in Next, as a command.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nextWalk } from './newcomer/next-app.js'
import { scriptWalks } from './newcomer/scripts.js'
import { serverWalks } from './newcomer/servers.js'
import { simulatorWalk } from './newcomer/simulator-command.js'
import { workerWalks } from './newcomer/workers.js'
import { packagePages } from './pages/readme-programs.js'
import { installedOn } from './pages/snippets.js'

/** What a Next app has. */
const NEXT = ['next', 'react', 'react-dom', 'typescript@6', '@types/node', '@types/react']
const AT_ONCE = 2

/** What npm writes is shown only when it fails. */
const npm = (folder, ...parameters) => execFileSync('npm', parameters, { cwd: folder, stdio: 'pipe' })

/** The slowest first. */
const walks = [nextWalk(), ...workerWalks(), simulatorWalk(), ...serverWalks(), ...scriptWalks()]
const packages = readdirSync('packages')
const unwalked = packages.filter((name) => !walks.some((walk) => walk.package === name))
if (unwalked.length > 0) throw new Error(`Nobody runs the page of ${unwalked.join(', ')}.`)

async function walkOn(folder) {
  for (let walk = walks.shift(); walk !== undefined; walk = walks.shift()) {
    try {
      console.log(`ok   ${walk.title}: ${await walk.run(folder)}`)
    } catch (error) {
      console.error(`FAIL ${walk.title}: ${error.stack}`)
      process.exitCode = 1
    }
  }
}

const folder = mkdtempSync(join(tmpdir(), 'llm-limit-newcomer-'))
try {
  console.log('npm run build, npm pack')
  npm('.', 'run', 'build')
  npm('.', 'pack', '--pack-destination', folder, ...packages.flatMap((name) => ['-w', `packages/${name}`]))
  const tarballs = readdirSync(folder).filter((file) => file.endsWith('.tgz'))

  const named = packagePages()
    .flatMap(installedOn)
    .filter((name) => !name.startsWith('@llm-limit/'))
  const others = [...new Set([...named, ...NEXT])]
  console.log(`npm install ${others.join(' ')}, and ${tarballs.length} packages, in an empty folder`)
  npm(folder, 'init', '--yes')
  npm(folder, 'install', '--no-audit', '--no-fund', ...others, ...tarballs.map((file) => `./${file}`))

  await Promise.all(Array.from({ length: AT_ONCE }, () => walkOn(folder)))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
