import { describe, expect, it } from '@jest/globals'
import { APIS, askAndLeave, bodyOf, readEvents, WAYS } from './aborts.fixture.js'
const ANSWERS = { text: { outputTokens: 6 }, tool: { outputTokens: 6, toolCalls: [{ name: 'get_weather' }] }, thinking: { outputTokens: 8, reasoningTokens: 3 } } as const
describe('x', () => {
  for (const [api, asked] of Object.entries(APIS)) for (const [kind, behaviour] of Object.entries(ANSWERS)) it(`${api} ${kind}`, async () => {
    const all = await askAndLeave(asked(true), behaviour, async (ask) => readEvents(bodyOf(await ask())))
    const rows: string[] = [`${all.events} used ${all.used} bill ${all.bill[0]?.inputTokens}+${all.bill[0]?.outputTokens}`]
    for (let i = 0; i <= all.events; i++) {
      const left = await askAndLeave(asked(true), { ...behaviour, fault: { kind: 'stalled', afterChunks: i } }, async (ask, controller) => {
        const reader = bodyOf(await ask()); const n = await readEvents(reader, i); await WAYS['aborts']?.(controller, reader); return n })
      const { bill: [b], attempts: [a] } = left
      rows.push(`${i}/${left.events} used ${left.used} open ${left.open} a${left.attempts.length} s${left.settlements.length} bill ${b?.inputTokens}+${b?.outputTokens} (${b?.reasoningTokens}) att ${a?.usage.inputTokens}+${a?.usage.outputTokens} ${a?.outcome} ${a?.estimated}`)
    }
    process.stderr.write(`${api} ${kind}\n${rows.join('\n')}\n`)
  })
})
