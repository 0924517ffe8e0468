import type { Report } from './app/settings.js'
import { type Books, booksOnce, readBooks } from './books.js'
import type { Bound, Line, Scene } from './fault.js'
import { figuresOf } from './figures.js'
import { type Fleet, startFleet } from './fleet.js'
import { fullFailures, keyFailures, spendingFailures, timeFailures } from './judge.js'
import type { Place } from './place.js'
import { LEASES_END_MS, type Story } from './story.js'
import { hurtInTraffic, settingsOf, spendAll, startApps } from './traffic.js'
import { spentByUser, summaryOf, type Truth, total } from './truth.js'

/** What apps still have to tell the store is told by then. */
const BACKLOG_MS = 2_500
const LAST_LOOK_MS = 1_000
const NOTHING_LOST: Bound = { units: 0, formula: '0' }

/** Starts servers and apps, hurts them, and compares the books with what the apps have seen. */
export async function tellStory<Servers>(story: Story<Servers>): Promise<Line> {
  const place = await story.place()
  const fleet = await startFleet()
  try {
    return await play(story, place, fleet)
  } finally {
    await fleet.stop()
    await place.stop()
  }
}

async function play<Servers>(story: Story<Servers>, place: Place<Servers>, fleet: Fleet): Promise<Line> {
  const settings = settingsOf(story)
  const { users, limit } = settings
  const [notes, failures]: [string[], string[]] = [[], []]
  await startApps(story, place, fleet, settings)
  const times = await hurtInTraffic(story, sceneOf(place, fleet, notes, failures))
  const watched = new Set(fleet.apps.flatMap(({ number }) => (story.hurtApps?.includes(number) ? [] : [number])))

  const paced = await fleet.truth()
  const read = async (): Promise<Books> => readBooks(await place.direct(), settings)
  const books = await booksOnce(read, endOf(spentByUser(paced, users), story.bound !== undefined), LEASES_END_MS)
  const rushed = await spendAll(fleet)
  const closed = await fleet.all({ to: 'close' })
  const truth = await fleet.truth()
  const spent = spentByUser(truth, users)
  const last = await booksOnce(read, (now) => isBalanced(now, spent), LAST_LOOK_MS)

  const line = {
    limit: limit * users.length,
    admitted: total(spent),
    bound: story.bound?.({ truth, times, users, limit }) ?? NOTHING_LOST,
    excess: total(spent.map((amount) => Math.max(0, amount - limit))),
    lost: total(spent) - total(last.used),
    ...figuresOf(paced.answers, watched, times),
    open: books.open,
    patience: story.patience ?? {},
    notes: [...notes, ...closed.flatMap(outagesOf), ...summaryOf(truth)],
  }
  failures.push(
    ...spendingFailures({ line, paced, truth, books, last, users, isSpentEarly: story.isSpentEarly === true }),
    ...fullFailures({ rushed, closed, last, limit }),
    ...(await keyFailures(await place.masters())),
  )
  return { ...line, failures, slow: timeFailures(line) }
}

function sceneOf<Servers>(
  { servers }: Place<Servers>,
  fleet: Fleet,
  notes: string[],
  failures: string[],
): Scene<Servers> {
  return {
    servers,
    fleet,
    truth: (): Promise<Truth> => fleet.truth(),
    note: (text) => void notes.push(text),
    fail: (text) => void failures.push(text),
  }
}

function outagesOf(report: Report, app: number): string[] {
  if (report.is !== 'closed' || report.outages === 0) return []
  return [`app ${app} of those left: ${report.outages} outages, ${report.held} tokens held without the store`]
}

function isBalanced({ used, open }: Books, spent: readonly number[]): boolean {
  return open === 0 && used.every((amount, i) => amount === spent[i])
}

/** When nothing more is to come. Where something was lost, the books never say what was spent. */
function endOf(spent: readonly number[], isLossy: boolean): (books: Books) => boolean {
  const start = performance.now()
  const isLate = (): boolean => isLossy && performance.now() - start > BACKLOG_MS
  return (books) => isBalanced(books, spent) || (books.open === 0 && isLate())
}
