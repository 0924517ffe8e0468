import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('../', import.meta.url))

/** Installs the peers, which are not part of the project's own install, when one of them is missing. */
export function installPeers(): void {
  const { dependencies } = Object(JSON.parse(readFileSync(`${here}package.json`, 'utf8')))
  if (Object.keys(dependencies).every((name) => existsSync(`${here}node_modules/${name}`))) return
  execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: here, stdio: 'inherit' })
}
