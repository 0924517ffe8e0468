import { resolve } from 'node:path'
import { type NodeProcess, startProcess } from '@llm-limit/testing/servers'
import { installPackages } from './install-packages.js'

const APP = resolve(import.meta.dirname, '../next-app')
const NEXT = resolve(import.meta.dirname, '../../node_modules/next/dist/bin/next')
const PACKAGES = ['ai-sdk', 'core', 'http', 'next', 'providers', 'redis', 'testing', 'tokenizer']

export interface NextApp extends AsyncDisposable {
  readonly origin: string
  /** What the server wrote. */
  readonly output: string
}

/** `next build` of runtimes/next-app, with our packages in it as npm would install them. */
export async function buildNextApp(): Promise<void> {
  await installPackages(APP, PACKAGES)
  const build = await next(['build'], {})
  const { code } = await build.exited
  if (code !== 0) throw new Error(`next build failed.\n${build.output}`)
}

/** `next start` of it, on a free port. */
export async function startNextApp(env: Readonly<Record<string, string>>): Promise<NextApp> {
  const server = await next(['start', '-H', '127.0.0.1', '-p', '0'], env)
  const port = await portOf(server)
  return {
    origin: `http://127.0.0.1:${port}`,
    get output() {
      return server.output
    },
    [Symbol.asyncDispose]: () => server.stop(),
  }
}

function next(args: readonly string[], env: Readonly<Record<string, string>>): Promise<NodeProcess> {
  // Jest says 'test'.
  return startProcess(NEXT, args, { cwd: APP, env: { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production', ...env } })
}

async function portOf(server: NodeProcess): Promise<string> {
  for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 50) {
    const port = /127\.0\.0\.1:(\d+).*Ready/s.exec(server.output)?.[1]
    if (port !== undefined) return port
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`next start is not ready.\n${server.output}`)
}
