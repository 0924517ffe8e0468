import { hourOf, whole } from '../terminal/figures.js'
import { byHour } from './by-hour.js'
import { byMoney } from './by-money.js'
import { byReturn } from './by-return.js'
import { byUser } from './by-user.js'
import { Html, html } from './html.js'
import { keyFigures } from './key-figures.js'
import type { PolicyReport } from './policy-report.js'
import { STYLES } from './styles.js'
import { timelineOf } from './timeline.js'
import { verdict } from './verdict.js'
import { counted } from './words.js'

export interface ReportPage {
  /** The name of the log's file. */
  readonly log: string
  /** One, or two to be compared. */
  readonly policies: readonly PolicyReport[]
  /** What the simulation was told of users, in sentences. */
  readonly assumptions: readonly string[]
}

/** The whole report as one HTML document that loads nothing and runs nothing. The same report is the same document, to the byte. */
export function reportPage({ log, policies, assumptions }: ReportPage): string {
  const starts = policies.flatMap(({ report }) =>
    report.hours.flatMap(({ startMs, requests }) => (requests > 0 ? startMs : [])),
  )
  const timeline = timelineOf(starts)
  const title = `What ${policies.map(({ name }) => name).join(' and ')} would do`
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Html(STYLES)}</style>
</head>
<body>
<header>
<h1><bdi>${title}</bdi></h1>
${verdict(policies)}
<p class="log">${logInWords(log, policies)}</p>
</header>
<main>
${keyFigures(policies)}
${byHour(policies, timeline)}
${byMoney(policies, timeline)}
${byUser(policies)}
${byReturn(policies)}
<section><h2>What this assumes</h2><ul>${[...assumptions, ...beyondBounds(policies)].map((sentence) => html`<li>${sentence}</li>`)}</ul></section>
</main>
</body>
</html>
`.text
}

function logInWords(log: string, [first]: readonly PolicyReport[]): string {
  const hours = first?.report.hours.filter(({ requests }) => requests > 0) ?? []
  const [from, to] = [hours[0]?.startMs ?? 0, (hours.at(-1)?.startMs ?? 0) + 3_600_000]
  const { users, total } = first?.report ?? { users: { users: 0 }, total: { requests: 0, unmade: 0 } }
  return `Replayed: ${log}, ${counted(total.requests + total.unmade, 'request')} of ${counted(users.users, 'user')}, from ${hourOf(from)} to ${hourOf(to)}. All times are UTC.`
}

function beyondBounds(policies: readonly PolicyReport[]): string[] {
  return policies.flatMap(({ name, report: { beyondBounds: bounds } }) => {
    const { uncountedRequests, unbookedSettlements, isStoreFull } = bounds
    if (!isStoreFull && uncountedRequests + unbookedSettlements === 0) return []
    return `${name}: there were more users than --max-users: ${whole(uncountedRequests)} requests are in no figure of users, ${whole(unbookedSettlements)} settlements in no overrun.`
  })
}
