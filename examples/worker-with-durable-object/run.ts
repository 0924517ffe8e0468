// A worker in workerd, 7 requests of one user, a restart in between. Ends with 0 only when exactly 5 were let through.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fakeModelServer } from '@llm-limit/testing'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'

const wrangler = JSON.parse(await readFile(`${import.meta.dirname}/wrangler.jsonc`, 'utf8'))
const models = await fakeModelServer({ outputTokens: 20 })
const disk = await mkdtemp(join(tmpdir(), 'llm-limit-'))
const { outputFiles } = await build({
  entryPoints: [`${import.meta.dirname}/${wrangler.main}`],
  bundle: true,
  write: false,
  format: 'esm',
  conditions: ['workerd'],
  tsconfig: `${import.meta.dirname}/../../tsconfig.json`,
})

/** What `wrangler dev` does with the same file. */
function startWorker(): Miniflare {
  const [{ name, class_name: className }] = wrangler.durable_objects.bindings
  return new Miniflare({
    modules: true,
    script: outputFiles[0]?.text ?? '',
    compatibilityDate: wrangler.compatibility_date,
    compatibilityFlags: wrangler.compatibility_flags,
    bindings: { OPENAI_API_KEY: 'none', OPENAI_BASE_URL: models.url },
    durableObjects: {
      [name]: { className, useSQLite: wrangler.migrations[0].new_sqlite_classes.includes(className) },
    },
    durableObjectsPersist: disk,
  })
}

let asked = 0
let admitted = 0
async function ask(worker: Miniflare, times: number): Promise<void> {
  for (const end = asked + times; asked < end; asked += 1) {
    const response = await worker.dispatchFetch('https://chat.example/', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messages: [{ role: 'user', content: `Question ${asked}` }] }),
    })
    await response.arrayBuffer()
    if (response.ok) admitted += 1
    console.log(`${response.status}     ${response.headers.get('RateLimit')}`)
  }
}

console.log('status  RateLimit')
const first = startWorker()
await ask(first, 3)
await first.dispose()
console.log('The worker is gone, with all that it had in memory, and comes back.')
const second = startWorker()
await ask(second, 4)
await second.dispose()

await models.close()
await rm(disk, { recursive: true })
console.log(`${admitted} of 7 were let through; the budget is 5 requests an hour.`)
if (admitted !== 5 || models.bill.length !== 5) process.exitCode = 1
