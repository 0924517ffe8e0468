import { barOf, type Part } from './columns.js'
import { type Html, html } from './html.js'
import { most } from './largest.js'

/** One line of a list: its name, a bar, and the bar in words. */
export interface NamedBar {
  readonly name: string
  /** From left to right, in one unit for all bars that are to be compared. */
  readonly parts: readonly Part[]
  readonly words: string
}

/** @param longest The amount that fills the whole width; by default that of the longest bar. */
export function barList(bars: readonly NamedBar[], longest: number = most(bars.map(lengthOf))): Html {
  const lines = bars.map(
    ({ name, parts, words }) =>
      html`<li><span><bdi>${name}</bdi></span>${barOf(parts, longest)}<span>${words}</span></li>`,
  )
  return html`<ul class="bars">${lines}</ul>`
}

function lengthOf({ parts }: NamedBar): number {
  return parts.reduce((sum, { amount }) => sum + amount, 0)
}
