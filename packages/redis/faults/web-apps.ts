import { type NodeProcess, startProcess } from '@llm-limit/testing/servers'
import type { AppSettings } from './app/settings.js'
import { appModule } from './app-module.js'

/** Web apps in front of one model. */
export interface WebApps {
  readonly ports: readonly number[]
  /** They settle what is open, and end. */
  close(): Promise<void>
  stop(): Promise<void>
}

export async function startWebApps(all: readonly (Omit<AppSettings, 'diary'> & { model: string })[]): Promise<WebApps> {
  const module = await appModule('server')
  const apps: NodeProcess[] = []
  const ports: number[] = []
  for (const settings of all) {
    const app = await startProcess(module, [JSON.stringify(settings)])
    apps.push(app)
    ports.push(Number(await app.receive()))
  }

  async function closed(app: NodeProcess): Promise<void> {
    app.send('close')
    await app.receive()
  }

  return {
    ports,
    close: async () => void (await Promise.all(apps.map(closed))),
    stop: async () => void (await Promise.all(apps.map((app) => app.stop()))),
  }
}
