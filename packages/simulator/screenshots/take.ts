// `npm run screenshots` writes docs/pictures/simulator-*.png: what `llm-limit simulate --html` makes of an invented log.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { BrowserContextOptions } from 'playwright-core'
import { launchChromium } from '../../../scripts/chromium.ts'
import { runCommand } from '../src/command/simulate-command.js'
import { threeDays } from './three-days.ts'

const pictures = fileURLToPath(new URL('../../../docs/pictures/', import.meta.url))
const policy = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'llm-limit-screenshots-'))

try {
  const log = join(folder, 'requests.csv')
  writeFileSync(log, threeDays())
  const one = await report(log)
  const two = await report(log, '--against', policy('limits-next.ts'))
  await take('light', one, { colorScheme: 'light' })
  await take('dark', one, { colorScheme: 'dark' })
  await take('against', two, { colorScheme: 'light', viewport: { width: 1_000, height: 1_500 } })
  await take('phone', one, { colorScheme: 'light', viewport: { width: 360, height: 780 } })
} finally {
  rmSync(folder, { recursive: true })
}

async function report(log: string, ...more: readonly string[]): Promise<string> {
  const file = join(folder, `report-${more.length}.html`)
  const words = ['simulate', '--log', log, '--policy', policy('limits.ts'), ...more, '--html', file]
  const code = await runCommand(words, {
    out: () => {},
    error: (text) => process.stderr.write(text),
    progress: () => {},
  })
  if (code !== 0) throw new Error(`llm-limit ${words.join(' ')} ended with ${code}`)
  return file
}

async function take(name: string, file: string, options: BrowserContextOptions): Promise<void> {
  const browser = await launchChromium()
  const page = await browser.newPage({ viewport: { width: 1_000, height: 1_200 }, ...options })
  await page.goto(pathToFileURL(file).href)
  await page.screenshot({ path: join(pictures, `simulator-${name}.png`) })
  await browser.close()
}
