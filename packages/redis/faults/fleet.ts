import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type NodeProcess, type ProcessExit, startProcess } from '@llm-limit/testing/servers'
import type { AppSettings, Order, Report } from './app/settings.js'
import { appModule } from './app-module.js'
import { readTruth, type Truth } from './truth.js'

/** One running app. */
export interface App {
  readonly number: number
  readonly process: NodeProcess
  /** Sends an order; settles with its report. */
  order(order: Order): Promise<Report>
}

/** The app processes of a story. */
export interface Fleet {
  /** Those that run, the killed ones excepted. */
  readonly apps: readonly App[]
  /** Starts one more. */
  add(settings: Omit<AppSettings, 'diary'>): Promise<App>
  /** The same order for all, at once. */
  all(order: Order): Promise<readonly Report[]>
  /** Ends one; what it wrote stays. */
  end(app: App, signal: 'SIGKILL' | 'SIGTERM'): Promise<ProcessExit>
  truth(): Promise<Truth>
  stop(): Promise<void>
}

export async function startFleet(): Promise<Fleet> {
  const folder = await mkdtemp(join(tmpdir(), 'llm-limit-faults-'))
  const module = await appModule()
  const apps: App[] = []
  const diaries: string[] = []

  async function add(settings: Omit<AppSettings, 'diary'>): Promise<App> {
    const number = diaries.length
    const diary = join(folder, `${number}.jsonl`)
    diaries.push(diary)
    const running = await startProcess(module, [JSON.stringify({ ...settings, diary })])
    const report = async (): Promise<Report> => (await running.receive()) as Report
    await report()
    const app: App = {
      number,
      process: running,
      async order(order) {
        running.send(order)
        return report()
      },
    }
    apps.push(app)
    return app
  }

  return {
    get apps() {
      return apps
    },
    add,
    all: (order) => Promise.all(apps.map((app) => app.order(order))),
    end(app, signal) {
      apps.splice(apps.indexOf(app), 1)
      return app.process.kill(signal)
    },
    truth: () => readTruth(diaries),
    async stop() {
      await Promise.all(apps.map(({ process }) => process.stop()))
      if (process.argv.includes('--keep')) console.log(`diaries: ${folder}`)
      else await rm(folder, { recursive: true, force: true })
    },
  }
}
