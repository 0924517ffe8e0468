import { execFile } from 'node:child_process'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Redis, and the libraries of it that a small Debian is without. */
const PACKAGES = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1']

/** Keeps the process id: the server takes the place of the shell. */
const LAUNCHER = `#!/bin/sh
here=$(dirname "$0")
for folder in "$here"/usr/lib/*-linux-gnu*; do
  LD_LIBRARY_PATH="$folder\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
done
export LD_LIBRARY_PATH
exec "$here/usr/bin/redis-server" "$@"
`

/** Downloads Redis by apt-get and unpacks it into `folder`, with a launcher `redis-server`. Needs no root. */
export async function downloadRedis(folder: string): Promise<void> {
  await run('apt-get', ['download', '-q', ...PACKAGES], { cwd: folder })
  const archives = (await readdir(folder)).filter((file) => file.endsWith('.deb'))
  for (const archive of archives) {
    await run('dpkg', ['-x', archive, '.'], { cwd: folder })
    await rm(join(folder, archive))
  }
  await writeFile(join(folder, 'redis-server'), LAUNCHER, { mode: 0o755 })
}
