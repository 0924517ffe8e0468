import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type FakeModelServer, fakeModelServer } from '@llm-limit/testing'
import { startRedis } from '@llm-limit/testing/servers'
import { readmePrograms } from '../pages/readme-programs.js'
import { runProgram } from '../pages/run-program.js'

/** What has to run beside a program. */
export interface Surroundings extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>
  /** What answers at the address that the page calls `http://localhost:3000`. */
  readonly origin?: string | undefined
}

export function modelEnv(models: FakeModelServer): Record<string, string> {
  return { OPENAI_BASE_URL: models.url, OPENAI_API_KEY: 'none' }
}

export async function nothing(): Promise<Surroundings> {
  return { env: {}, [Symbol.asyncDispose]: async () => {} }
}

export async function aModel(): Promise<Surroundings> {
  const models = await fakeModelServer()
  return { env: modelEnv(models), [Symbol.asyncDispose]: () => models.close() }
}

export async function aRedis(): Promise<Surroundings> {
  const server = await startRedis()
  return { env: { REDIS_URL: server.url }, [Symbol.asyncDispose]: () => server.stop() }
}

/** The policy for a product, over the installed packages. */
export async function theProduct(folder: string): Promise<Surroundings> {
  const models = await fakeModelServer()
  const home = await mkdtemp(join(folder, 'product-'))
  await writeFile(join(home, 'server.mjs'), readmePrograms()[1].code)
  const program = await runProgram({ parameters: ['server.mjs'], folder: home, env: modelEnv(models) })
  async function stop(): Promise<void> {
    await program[Symbol.asyncDispose]()
    await models.close()
  }
  return { env: {}, origin: program.origin, [Symbol.asyncDispose]: stop }
}
