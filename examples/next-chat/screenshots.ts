// Writes docs/pictures/next-chat-*.png, from what `next build` has built.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ask, awayFromTheFullHour, createStage, runaway, thinking } from './stage.ts'

const pictures = new URL('../../docs/pictures/', import.meta.url)
mkdirSync(pictures, { recursive: true })

await awayFromTheFullHour()
await using stage = await createStage()
const page = await stage.visit({ viewport: { width: 720, height: 560 }, colorScheme: 'light', reducedMotion: 'reduce' })
const take = (name: string) => page.screenshot({ path: fileURLToPath(new URL(`next-chat-${name}.png`, pictures)) })

await ask(page, 'Why does tea cool down so fast?')
await page.getByText(/This hour: 8. % left/).waitFor()
await take('normal')

stage.models.next(thinking(65))
await ask(page, 'Where does the heat go?')
await page.getByText('Near its end').waitFor()
await take('warning')

await ask(page, 'Does a wide cup cool sooner?')
await page.getByText('shortened').waitFor()
await take('degraded')

stage.models.next(runaway(18), runaway(20, 'gpt-5-nano'))
await ask(page, 'And with milk?')
await ask(page, 'And with honey?')
await page.getByText('Your budget is used up').waitFor()
await ask(page, 'Is there a cup that keeps tea warm for an hour?')
await page.getByRole('timer').waitFor()
await take('refused')
