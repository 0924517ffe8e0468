import type { Report } from '../findings/report.js'
import { type Html, html } from './html.js'

/** A policy, by the name of its file, and what it would have done. */
export interface PolicyReport {
  readonly name: string
  readonly report: Report
}

/** The same of each policy beside each other; a single one needs no name. */
export function beside(policies: readonly PolicyReport[], show: (policy: PolicyReport) => Html): Html {
  const [only] = policies
  if (policies.length === 1 && only !== undefined) return show(only)
  const shown = policies.map((policy) => html`<div><h3><bdi>${policy.name}</bdi></h3>${show(policy)}</div>`)
  return html`<div class="beside">${shown}</div>`
}
