// `next dev` or `next start`, with what it needs and is not set: a fake model server in place of a key, and a secret for sessions.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { fakeModel } from './fake-model.ts'

const models = process.env.OPENAI_API_KEY ? undefined : await fakeModel({ chunkDelayMs: 20 })
const faked = models === undefined ? {} : { OPENAI_API_KEY: 'none', OPENAI_BASE_URL: models.url }
const env = { SESSION_SECRET: randomBytes(32).toString('hex'), ...process.env, ...faked }

const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
const child = spawn(process.execPath, [next, ...process.argv.slice(2)], { env, stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => {
  process.exitCode = code ?? 1
  void models?.close()
})
