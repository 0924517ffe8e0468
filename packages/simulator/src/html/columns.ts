import { type Html, html } from './html.js'

export interface Series {
  /** Of its colour; what it means is said beside the chart. */
  readonly tone: Tone
  readonly values: readonly number[]
}

export type Tone = 'refused' | 'degraded' | 'warned' | 'full' | 'spent' | 'behind'

const HEIGHT = 100
const WIDTH = 100
const GAP = 0.1

/**
 * A column for each value, up from the ground; later series stand before earlier ones. It is drawn without text and stretches to
 * the width there is, so that labels beside it keep their size on a phone.
 * @param most The value as high as the chart.
 */
export function columns(series: readonly Series[], most: number): Html {
  const length = series[0]?.values.length ?? 0
  const paths = series.map(({ tone, values }) => html`<path class="${tone}" d="${columnPath(values, most)}"/>`)
  return html`<svg class="columns" viewBox="0 0 ${length} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">${paths}</svg>`
}

/** All columns of a series in one path. */
export function columnPath(values: readonly number[], most: number): string {
  if (most <= 0) return ''
  return values
    .map((value, i) =>
      value <= 0
        ? ''
        : `M${short(i + GAP)} ${HEIGHT}V${short(HEIGHT * (1 - value / most))}h${short(1 - 2 * GAP)}V${HEIGHT}z`,
    )
    .join('')
}

/** A piece of a bar. */
export interface Part {
  readonly tone: Tone
  readonly amount: number
}

/** One bar from left to right, its parts behind each other. */
export function barOf(parts: readonly Part[], longest: number): Html {
  const toWidth = (amount: number) => (longest <= 0 ? 0 : short((WIDTH * amount) / longest))
  let before = 0
  const drawn = parts.map(({ tone, amount }) => {
    const part = html`<rect class="${tone}" x="${toWidth(before)}" y="0" width="${toWidth(amount)}" height="10"/>`
    before += amount
    return part
  })
  return html`<svg class="bar" viewBox="0 0 ${WIDTH} 10" preserveAspectRatio="none" aria-hidden="true">${drawn}</svg>`
}

/** What the colours of a chart mean. */
export function legend(...meanings: readonly (readonly [tone: Tone, meaning: string])[]): Html {
  return html`<p class="legend">${meanings.map(([tone, meaning]) => html`<span>${swatch(tone)} ${meaning}</span>`)}</p>`
}

function swatch(tone: Tone): Html {
  return html`<svg class="swatch" viewBox="0 0 10 10" aria-hidden="true"><rect class="${tone}" width="10" height="10"/></svg>`
}

function short(length: number): number {
  return Number(length.toFixed(2))
}
