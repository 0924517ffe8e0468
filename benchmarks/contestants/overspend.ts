import { callUntilRefused } from '../overspend/callers.js'
import { gatesOver } from '../overspend/gates.js'

const [, , url = '', ourModule = '', processName = ''] = process.argv
const { openStore } = await import(ourModule)
const gateOf = await gatesOver(url, await openStore(url))

process.on('message', (task) => {
  const { name, key, width } = Object(task)
  callUntilRefused(gateOf(name, key), processName, width).then(
    (outcome) => process.send?.(outcome),
    (failure: unknown) => {
      console.error(name, failure)
      process.exit(1)
    },
  )
})
process.send?.('ready')
