import { type Html, html } from './html.js'

export interface Column<Row> {
  readonly name: string
  readonly cell: (row: Row) => string
}

/** The numbers of a chart, closed until somebody wants them. The first column names the row. */
export function dataTable<Row>(
  title: string,
  [first, ...others]: readonly [Column<Row>, ...Column<Row>[]],
  rows: readonly Row[],
): Html {
  const heads = [first, ...others].map(({ name }) => html`<th scope="col">${name}</th>`)
  const lines = rows.map((row) => {
    const cells = others.map(({ cell }) => html`<td>${cell(row)}</td>`)
    return html`<tr><th scope="row"><bdi>${first.cell(row)}</bdi></th>${cells}</tr>`
  })
  return html`<details><summary>${title}</summary><div class="wide" tabindex="0" role="group" aria-label="${title}"><table>
<thead><tr>${heads}</tr></thead>
<tbody>${lines}</tbody>
</table></div></details>`
}
