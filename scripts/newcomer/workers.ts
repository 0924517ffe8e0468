import assert from 'node:assert/strict'
import { type FakeModelServer, fakeModelServer } from '@llm-limit/testing'
import { ask, quickStartHolds } from '../pages/readme-programs.js'
import { type DurableObjects, runWorker } from '../pages/run-worker.js'
import { blockOf } from '../pages/snippets.js'
import type { Walk } from './walk.js'

/** Workers, in workerd. */
export function workerWalks(): Walk[] {
  return [workerWalk('edge', quickStartHolds), workerWalk('cloudflare', cloudflareHolds, objectsOnThePage())]
}

function workerWalk(
  name: string,
  holds: (origin: string, models: FakeModelServer) => Promise<void>,
  durableObjects: DurableObjects = {},
): Walk {
  const code = blockOf(`packages/${name}/README.md`, 'ts')
  return {
    package: name,
    title: `the worker of ${name}, bundled`,
    async run(folder) {
      await using models = await fakeModelServer()
      await using worker = await runWorker({ code, folder, models, durableObjects })
      await holds(worker.origin, models)
      return 'asked in workerd, every field as the page says'
    },
  }
}

/** As `wrangler` reads them. */
function objectsOnThePage(): DurableObjects {
  const page = blockOf('packages/cloudflare/README.md', 'jsonc').replace(/^\/\/.*$/gm, '')
  const { durable_objects: declared, migrations } = JSON.parse(`{${page}}`)
  const inSqlite: string[] = migrations[0].new_sqlite_classes
  return Object.fromEntries(
    declared.bindings.map((binding: { name: string; class_name: string }) => [
      binding.name,
      { className: binding.class_name, useSQLite: inSqlite.includes(binding.class_name) },
    ]),
  )
}

async function cloudflareHolds(origin: string, models: FakeModelServer): Promise<void> {
  const first = await leftAfter(origin, 'Why is the sky blue?')
  assert(first > 90_000 && first < 100_000)
  assert((await leftAfter(origin, 'And the sea?')) < first, 'Both were counted by one object.')
  assert.equal(models.bill.length, 2)
}

async function leftAfter(origin: string, question: string): Promise<number> {
  const response = await ask(origin, question)
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('ratelimit-policy'), '"tokens-per-hour";q=100000;w=3600')
  await response.arrayBuffer()
  return Number(/^"tokens-per-hour";r=(\d+)/.exec(response.headers.get('ratelimit') ?? '')?.[1])
}
