/** Of the report. Text has one of two inks, both of at least 4.5:1; colours only fill shapes. */
export const STYLES = `
:root { color-scheme: light dark; --page: #fff; --card: #f5f6f8; --ink: #1a1d21; --soft: #545b64; --line: #d5d9df;
  --refused: #b3261e; --degraded: #e0962f; --warned: #8a7fd0; --full: #2f7f57; --spent: #1f5fa8; --behind: #b9c5d3 }
@media (prefers-color-scheme: dark) {
  :root { --page: #14171a; --card: #1f2429; --ink: #e9ecef; --soft: #aab2bb; --line: #3a4149;
    --refused: #f0695f; --degraded: #d99a3d; --warned: #a49bea; --full: #56b384; --spent: #62a5f0; --behind: #4a5663 }
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem 1rem 3rem; background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 }
h2 { font-size: 1.25rem; margin: 0 0 .5rem }
h3 { font-size: 1rem; margin: 0 0 .5rem; padding-bottom: .25rem; border-bottom: 2px solid var(--line) }
section { margin-top: 2.5rem }
.verdict { font-size: 1.15rem; margin: .5rem 0 }
.log, .axis,  .legend, .key-figures span { color: var(--soft) }
.key-figures { list-style: none; margin: 1.5rem 0 0; padding: 0; display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)) }
.key-figures li { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem }
.key-figures h2 { font-size: 1rem; margin: 0 }
.key-figures p { margin: .25rem 0 0 }
.key-figures strong { display: block; font-size: 1.75rem; line-height: 1.2; font-variant-numeric: tabular-nums }
.key-figures span { display: block; font-size: .9rem }
.key-figures .whose { color: var(--ink); font-weight: 600; margin-top: .5rem }
.beside { display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)) }
.beside > div { min-width: 0 }
figure { margin: 0 0 1rem }
figcaption { margin-bottom: .5rem }
svg { display: block }
.columns { width: 100%; height: 5rem; border-bottom: 1px solid var(--soft) }
.chart-name { margin: .5rem 0 .25rem; font-size: .9rem; display: flex; justify-content: space-between; flex-wrap: wrap; gap: 0 1rem }
.chart-name > :last-child { color: var(--soft) }
.axis { margin: .25rem 0 0; display: flex; justify-content: space-between; gap: .5rem; font-size: .85rem }
.axis span:last-child:not(:first-child) { text-align: right }
.legend { margin: 0 0 .5rem; font-size: .9rem; display: flex; flex-wrap: wrap; gap: .25rem 1rem }
.legend span { display: inline-flex; align-items: center; gap: .35rem }
.swatch { width: .8rem; height: .8rem; flex: none }
.bars { container-type: inline-size; list-style: none; margin: 0 0 .75rem; padding: 0 }
.bars li { display: grid; grid-template-columns: minmax(0, 2fr) 3fr; gap: .1rem .75rem; align-items: center; margin-bottom: .5rem }
.bars li > :last-child { grid-column: 2; font-size: .9rem; color: var(--soft) }
.bar { width: 100%; height: 1rem; background: var(--card) }
@container (min-width: 40rem) { .bars li { grid-template-columns: minmax(6rem, 12rem) 1fr 18rem } .bars li > :last-child { grid-column: 3 } }
.refused { fill: var(--refused) } .degraded { fill: var(--degraded) } .warned { fill: var(--warned) }
.full { fill: var(--full) } .spent { fill: var(--spent) } .behind { fill: var(--behind) }
details { margin: 0 0 1rem }
summary { cursor: pointer; color: var(--soft) }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; overflow-wrap: normal; margin-top: .5rem }
th, td { padding: .2rem .75rem .2rem 0; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap }
th:first-child { text-align: left; white-space: normal; overflow-wrap: anywhere; min-width: 8rem; font-weight: 400 }
thead th { color: var(--soft); font-weight: 400 }
@media print {
  :root { font-size: 10pt }
  body { max-width: none; padding: 0 }
  .beside { grid-template-columns: 1fr 1fr }
  .key-figures { grid-template-columns: 1fr 1fr 1fr }
  figure, .key-figures li, tr { break-inside: avoid }
  h2, h3 { break-after: avoid }
  details:not([open]) { display: none }
  .wide { overflow: visible }
}`
