// `npm run test:nodes`: the whole test suite on the other supported versions of Node, which come from npm into a folder
// of their own, so that neither the lock nor node_modules changes. Further arguments go to Jest.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const VERSIONS = [22, 24]
const FLAGS = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js']
const folder = join(tmpdir(), 'llm-limit-nodes')
const node = (version) => join(folder, 'node_modules', `node${version}`, 'bin', 'node')

if (!VERSIONS.every((version) => existsSync(node(version)))) {
  mkdirSync(folder, { recursive: true })
  const builds = VERSIONS.map((version) => `node${version}@npm:node-${process.platform}-${process.arch}@${version}`)
  execFileSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, ...builds], {
    stdio: 'inherit',
  })
}

for (const version of VERSIONS) {
  console.log(`\nNode ${execFileSync(node(version), ['--version'])}`)
  const { status } = spawnSync(node(version), [...FLAGS, ...process.argv.slice(2)], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
