// A process of its own, started by outside.ts: the model, and the browsers of a thousand users.
import { billByUser } from './bill.js'
import { readHour } from './hour.js'
import { tracedModel } from './model.js'
import type { FromOutside, ToOutside } from './outside.js'
import { replay } from './replay.js'

const { visits } = readHour()
const model = await tracedModel(visits)

process.once('message', async ({ appUrl }: ToOutside) => {
  const { userOf, ...replayed } = await replay(visits, appUrl)
  await model.idle()
  tell({ kind: 'replayed', report: { ...replayed, bill: billByUser(model.bill, userOf), openCalls: model.open } })
})
process.once('disconnect', () => process.exit())
tell({ kind: 'listening', baseURL: model.url })

function tell(message: FromOutside): void {
  process.send?.(message)
}
