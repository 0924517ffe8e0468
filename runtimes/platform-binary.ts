import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir } from 'node:fs/promises'
import { arch, platform } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const folder = `${import.meta.dirname}/../node_modules/.cache/runtimes`

/** Other runtimes that npm has as packages of one binary for each platform. */
const PACKAGES = {
  bun: { name: `@oven/bun-${platform()}-${arch()}`, version: '1.4.4', path: 'bin/bun' },
  deno: {
    name: `@deno/${platform()}-${arch()}${platform() === 'linux' ? '-glibc' : ''}`,
    version: '2.9.6',
    path: 'deno',
  },
} as const

/** Path of the binary, which is fetched once; neither the lock nor node_modules changes. */
export async function platformBinary(runtime: keyof typeof PACKAGES): Promise<string> {
  const { name, version, path } = PACKAGES[runtime]
  const home = join(folder, `${runtime}-${version}`)
  const binary = join(home, 'node_modules', name, path)
  if (!existsSync(binary)) {
    await mkdir(home, { recursive: true })
    const flags = ['--no-save', '--no-audit', '--no-fund', '--prefix', home]
    await promisify(execFile)('npm', ['install', ...flags, `${name}@${version}`])
  }
  await chmod(binary, 0o755)
  return binary
}
