import { execFileSync } from 'node:child_process'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { violationsOf } from '../../scripts/chromium.js'
import { ask, awayFromTheFullHour, createStage, runaway, type Stage, thinking } from './stage.js'

let stage: Stage
let page: Page

beforeAll(async () => {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', TURBO_TELEMETRY_DISABLED: '1' }
  execFileSync('npx', ['turbo', 'run', 'build', '--filter', './examples/next-chat'], { env, stdio: 'pipe' })
  stage = await createStage()
  await awayFromTheFullHour()
  page = await stage.visit()
}, 240_000)

afterAll(async () => {
  await stage?.[Symbol.asyncDispose]()
})

/** What the page says there, to everybody. */
const said = (role: 'status' | 'alert' | 'timer'): Promise<string | null> =>
  page.locator(`[role=${role}]:not(#__next-route-announcer__)`).first().textContent()
const answers = () => page.locator('.assistant')
const draft = (): Promise<string> => page.getByLabel('Your message').inputValue()

describe('the chat page', () => {
  afterEach(async () => {
    expect(await violationsOf(page)).toEqual([])
  })

  it('shows what is left before the first message, and nothing to worry about', async () => {
    await page.getByText('This hour: 100 % left').waitFor()
    expect(await page.getByText('This minute: 20 of 20 left').count()).toBe(1)
    expect(await said('status')).toBe('')
  })

  it('streams an answer', async () => {
    stage.models.next({ ...thinking(16), chunkDelayMs: 40 })
    const begun = ask(page, 'Why does tea cool?')
    await page.getByRole('button', { name: 'Stop' }).waitFor()
    await page.getByText('Tea cools').waitFor()
    const beginning = await answers().first().textContent()
    await begun
    const whole = await answers().first().textContent()
    expect(whole?.length).toBeGreaterThan(beginning?.length ?? 0)
    expect(whole).toContain('stays warm longer.')
    expect(whole).not.toContain('instead of')
    await page.getByText('This hour: 84 % left').waitFor()
    expect(await said('status')).toBe('')
  })

  it('warns from 80 % on', async () => {
    stage.models.next(thinking(54), thinking(11))
    await ask(page, 'How?')
    await ask(page, 'And a wide cup?')
    await page.getByText(/This hour: 1\d % left/).waitFor()
    expect(await said('status')).toMatch(
      /^You have used 8\d % of your budget until \d\d:00\. Near its end, a smaller model answers\.$/,
    )
  })

  it('says which model answers, and that the answer was shortened, when the budget is nearly used up', async () => {
    await ask(page, 'Does milk help?')
    expect(await said('status')).toMatch(
      /^Answered by gpt-5-mini until \d\d:00, and more briefly, to make your budget last\.$/,
    )
    expect(await answers().last().textContent()).toContain('gpt-5-mini instead of gpt-5 · shortened')
  })

  it('goes on so beyond 100 %', async () => {
    stage.models.next(runaway(18))
    await ask(page, 'And sugar?')
    await page.getByText('This hour: 0 % left').waitFor()
    expect(await said('status')).toMatch(
      /^Answered by gpt-5-mini until \d\d:00, and more briefly, to make your budget last\.$/,
    )
  })

  it('says from 120 % on that the budget is used up, and until when', async () => {
    stage.models.next(runaway(20, 'gpt-5-nano'))
    await ask(page, 'And honey?')
    await page.getByText('Your budget is used up').waitFor()
    expect(await said('status')).toMatch(/^Your budget is used up until \d\d:00\.$/)
  })

  it('refuses in words, says when to come back, counts down, and keeps the draft', async () => {
    const asked = stage.models.calls.length
    const known = await answers().count()
    await ask(page, 'Is there a cup that keeps tea warm for an hour?')
    await page.getByText('Your budget for this hour is used up').waitFor()
    expect(await said('alert')).toMatch(/Your message was not sent\. It is still below\. You can send it at \d\d:0\d\./)
    expect(await draft()).toBe('Is there a cup that keeps tea warm for an hour?')
    expect(await page.getByText('Is there a cup').count()).toBe(1)
    expect(await answers().count()).toBe(known)
    expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true)
    expect(stage.models.calls).toHaveLength(asked)

    const first = await said('timer')
    await page.clock.runFor(3_000)
    expect(inSeconds(first) - inSeconds(await said('timer'))).toBeGreaterThanOrEqual(3)
  })

  it('lets the draft go when the wait is over', async () => {
    await page.clock.fastForward(3_700_000)
    await page.getByRole('timer').waitFor({ state: 'detached' })
    expect(await page.getByRole('button', { name: 'Send' }).isEnabled()).toBe(true)
    expect(await draft()).toBe('Is there a cup that keeps tea warm for an hour?')
  })
})

it('gives the question back when the model fails', async () => {
  page = await stage.visit({ viewport: { width: 360, height: 640 } })
  stage.models.next({ fault: { kind: 'error', status: 400, message: 'No.' } })
  await ask(page, 'Why does tea cool?')
  expect(await said('alert')).toBe('The answer did not arrive. Try again.')
  expect(await draft()).toBe('Why does tea cool?')
})

function inSeconds(countdown: string | null): number {
  return (countdown ?? '').split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
}
