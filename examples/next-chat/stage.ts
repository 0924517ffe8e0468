// The app as it ships, before a fake model server, and a visitor's browser: for the test and the screenshots.
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Behaviour, FakeModelServer } from '@llm-limit/testing'
import { startProcess } from '@llm-limit/testing/servers'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { launchChromium } from '../../scripts/chromium.ts'
import { fakeModel } from './fake-model.ts'

const HOUR_MS = 3_600_000
const LONGEST_VISIT_MS = 60_000
/** Of the texts of the fake model, about. */
const ANSWER_TOKENS = 50

export interface Stage extends AsyncDisposable {
  readonly models: FakeModelServer
  /** Opens the page as somebody who has never been there. */
  visit(options?: BrowserContextOptions): Promise<Page>
}

/** Starts what `next build` has built. */
export async function createStage(): Promise<Stage> {
  const browser = await launchChromium()
  const models = await fakeModel({ chunkDelayMs: 5 })
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
  const app = await startProcess(next, ['start', '-H', '127.0.0.1', '-p', '0'], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    env: { OPENAI_API_KEY: 'none', OPENAI_BASE_URL: models.url, SESSION_SECRET: 'of the stage' },
  })
  const origin = await originOf(app)

  return {
    models,
    async visit(options) {
      const context = await browser.newContext({ locale: 'en-GB', ...options })
      context.setDefaultTimeout(15_000)
      const page = await context.newPage()
      await page.clock.install()
      await page.goto(origin)
      return page
    },
    async [Symbol.asyncDispose]() {
      await browser.close()
      await app.stop()
      await models.close()
    },
  }
}

async function originOf(app: { readonly output: string; readonly exited: Promise<unknown> }): Promise<string> {
  let hasEnded = false
  void app.exited.then(() => {
    hasEnded = true
  })
  for (;;) {
    const [origin] = /http:\/\/127\.0\.0\.1:\d+/.exec(app.output) ?? []
    if (origin !== undefined) return origin
    if (hasEnded) throw new Error(`next start ended. Has next build run?\n${app.output}`)
    await sleep(50)
  }
}

/** Budgets of an hour are back at the full hour: not in the middle of a visit. */
export async function awayFromTheFullHour(): Promise<void> {
  const leftMs = HOUR_MS - (Date.now() % HOUR_MS)
  if (leftMs < LONGEST_VISIT_MS) await sleep(leftMs)
}

/** Sends a message, and waits until its answer is complete, or it is refused. */
export async function ask(page: Page, question: string): Promise<void> {
  const answered = page.waitForResponse('**/api/chat')
  await page.getByLabel('Your message').fill(question)
  await page.getByLabel('Your message').press('Enter')
  await answered
  await page.getByRole('button', { name: 'Send' }).waitFor()
}

/** An answer of gpt-5 that costs about so many percent of the visitor's five cents: a token is a fiftieth of one. */
export function thinking(percent: number): Behaviour {
  return { reasoningTokens: percent * 50 - ANSWER_TOKENS }
}

/** Tokens of one percent of the visitor's five cents. */
const PERCENT = { 'gpt-5-mini': 250, 'gpt-5-nano': 1_250 }

/** An answer of a cheaper model for so many percent: one that heeds no cap. */
export function runaway(percent: number, model: keyof typeof PERCENT = 'gpt-5-mini'): Behaviour {
  return { reasoningTokens: percent * PERCENT[model] - ANSWER_TOKENS, ignoresCap: true }
}
