import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { launchChromium, violationsOf } from '../../../../scripts/chromium.js'
import { runCommand } from '../command/simulate-command.js'
import { temporaryFolder } from '../log/log-file.fixture.js'
import { callsEvery } from '../replay/replay.fixture.js'

const folder = temporaryFolder()
const HOSTILE = '<img src=//example.com/x onerror=alert(1)>'
const LONG = `${'long'.repeat(40)}@example.com`
/** Ten hours; each user has more than his budget. */
const ROWS = callsEvery(120_000, 300).map(
  ({ atMs, inputTokens }, i) => `${atMs},${[HOSTILE, LONG, 'ada'][i % 3]},${inputTokens},${100 + (i % 90)}`,
)
const log = folder.write('log.csv', ['time,user,inputTokens,outputTokens', ...ROWS].join('\n'))
const policyOf = (ladder: string): string => `
const TABLE = { dear: { input: 1_000_000, output: 10_000_000 }, cheap: { input: 100_000, output: 1_000_000 } }
const prices = { priceOf: (model) => TABLE[model], cheaperThan: (model) => (model === 'dear' ? 'cheap' : undefined) }
export default { prices, expects: { model: 'dear', outputTokens: 100 }, quotas: ['$0.010 / hour'] ${ladder} }`
const wall = folder.write('wall.mjs', policyOf(`, ladder: 'wall'`))
const ladder = folder.write(
  'ladder.mjs',
  policyOf(", ladder: [{ at: 100, phase: 'soft', models: { dear: 'cheap' } }, { at: 120, phase: 'hard' }]"),
)
const ALONE =
  /^[\d.]+\s% of requests \(\d+ of 300\) would be refused, and none degraded. Without any limit these requests would cost \$0.\d\d; so they cost \$0.\d\d.$/
const COMPARED =
  /^Compared with wall.mjs, ladder.mjs would refuse \d+ \([\d.]+\s%\) fewer requests, degrade \d+ more, serve .+ in full, and spend \$0.\d\d \([\d.]+\s%\) more.$/
const file = join(dirname(log), 'report.html')

async function write(...more: readonly string[]): Promise<string> {
  const errors: string[] = []
  const words = ['simulate', '--log', log, '--policy', wall, ...more, '--html', file]
  const code = await runCommand(words, { out: () => {}, error: (text) => errors.push(text), progress: () => {} })
  expect({ code, errors }).toEqual({ code: 0, errors: [] })
  return readFileSync(file, 'utf8')
}

describe('the report as a page', () => {
  let browser: Browser
  let page: Page
  const requests: string[] = []
  const faults: string[] = []

  beforeAll(async () => {
    browser = await launchChromium()
    page = await browser.newPage({ viewport: { width: 360, height: 780 } })
    page.on('request', (request) => requests.push(request.url()))
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => faults.push(message.text()))
  })

  afterAll(async () => {
    await browser?.close()
    folder.remove()
  })

  async function open(): Promise<void> {
    requests.length = 0
    await page.goto(pathToFileURL(file).href)
    await page.evaluate('for (const details of document.querySelectorAll("details")) details.open = true')
  }

  it.each([[[]], [['--against', ladder]]])('says what matters first, to everybody: %j', async (more) => {
    await write(...more)
    await open()
    expect(await page.locator('.verdict').textContent()).toMatch(more.length === 0 ? ALONE : COMPARED)
    expect(await page.locator('.key-figures h2').allTextContents()).toEqual([
      'Refused',
      'Degraded',
      'Served in full',
      'Spent',
      'Saved',
      'Over budget',
    ])
    expect(await page.locator('.key-figures li').first().locator('strong').count()).toBe(1 + more.length / 2)
    expect(await violationsOf(page)).toEqual([])
  })

  it('asks for nothing and complains of nothing', async () => {
    await write('--against', ladder)
    await open()
    expect(requests).toEqual([pathToFileURL(file).href])
    expect(faults).toEqual([])
  })

  it('is as wide as a phone, with its tables open and names that are long', async () => {
    await write('--against', ladder)
    await open()
    expect(await page.getByText(LONG).count()).toBeGreaterThan(0)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
  })

  it('shows a name of the log as text', async () => {
    await write()
    await open()
    expect(await page.locator('.bars').getByText(HOSTILE).count()).toBe(1)
    expect(await page.locator('img, script').count()).toBe(0)
  })

  it('prints the tables that were opened, and no other', async () => {
    await write()
    await page.goto(pathToFileURL(file).href)
    await page.getByText('Tiers, in numbers').click()
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('details:visible').count()).toBe(1)
    expect(await page.locator('table:visible').count()).toBe(1)
    expect(await page.locator('svg.columns').first().isVisible()).toBe(true)
    await page.emulateMedia({ media: 'screen' })
  })

  it('is the same twice, to the byte, and leaves nothing beside it', async () => {
    expect(await write('--against', ladder)).toBe(await write('--against', ladder))
    expect(readdirSync(dirname(file)).sort()).toEqual(['ladder.mjs', 'log.csv', 'report.html', 'wall.mjs'])
  })
})
