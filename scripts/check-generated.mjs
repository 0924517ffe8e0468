// Runs every generator and fails when a committed file was not what it writes. The fresh files stay, to be committed.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** Commands and the files they write. */
const GENERATORS = [
  { command: 'node scripts/generate-lua.mjs', files: ['packages/redis/src/scripts.gen.ts'] },
  { command: 'tsx scripts/generate-prices.ts', files: ['packages/providers/src/prices/table.gen.ts'] },
]

const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined)

for (const { command, files } of GENERATORS) {
  const before = files.map(read)
  const { status } = spawnSync(command, { shell: true, stdio: 'inherit' })
  const stale = files.filter((file, index) => read(file) !== before[index])
  if (status !== 0) console.error(`\`${command}\` failed.`)
  for (const file of stale) console.error(`${file} was stale. Commit what \`${command}\` wrote.`)
  if (status !== 0 || stale.length > 0) process.exitCode = 1
}
