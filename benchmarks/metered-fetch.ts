// `npx tsx benchmarks/metered-fetch.ts`: CPU time of reading an answer of 20 chunks, metered and not, in turn in one process.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { OURS } from './contestants/names.js'
import { runAlone } from './harness/alone.js'
import { bundle, type SourceTree } from './harness/build.js'
import { median } from './harness/median.js'
import type { Section } from './harness/sections.js'

const PLAIN = 'fetch'
const WORDS =
  'a token bucket fills at a steady rate and every call takes from it what it needs so bursts pass while it is full'.split(
    ' ',
  )

export async function meteredFetchBenchmark(trees: readonly SourceTree[]): Promise<Section[]> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => void answer(response))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  try {
    const rows = []
    for (const [i, tree] of trees.entries()) {
      const costs = await costsOf(await bundle('metered-fetch', tree), `http://127.0.0.1:${port}/v1/chat/completions`)
      const ratios = costs.metered.map((cost, round) => cost / (costs.plain[round] ?? Number.NaN))
      if (i === 0) rows.push({ name: PLAIN, value: median(costs.plain) / 1000, ratio: 1 })
      rows.push({
        name: tree.label,
        value: median(costs.metered) / 1000,
        ratio: median(ratios),
        ...(tree.label === OURS ? { below: 1.15 } : {}),
      })
    }
    return [{ title: 'a stream of 20 chunks, reserved and settled', unit: 'us', peer: PLAIN, rows }]
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

/** As OpenAI streams it: a chunk for each word or two, the usage, the end. */
async function answer(response: ServerResponse): Promise<void> {
  const fixed = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_790_000_000, model: 'gpt-5-mini' }
  const send = async (data: string): Promise<void> => {
    response.write(`data: ${data}\n\n`)
    // Written at once they would arrive as one chunk.
    await pause(2)
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (let i = 0; i < 20; i += 1) {
    const delta = { content: ` ${WORDS[i % WORDS.length]}` }
    await send(JSON.stringify({ ...fixed, choices: [{ index: 0, delta, finish_reason: null }], usage: null }))
  }
  const usage = { prompt_tokens: 24, completion_tokens: 20, total_tokens: 44 }
  await send(JSON.stringify({ ...fixed, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage: null }))
  await send(JSON.stringify({ ...fixed, choices: [], usage }))
  response.end('data: [DONE]\n\n')
}

interface Costs {
  readonly plain: readonly number[]
  readonly metered: readonly number[]
}

async function costsOf(file: string, url: string): Promise<Costs> {
  const child = fork(file, [url], { execArgv: [], env: { ...process.env, NODE_ENV: 'production' } })
  const [costs] = await Promise.race([once(child, 'message'), once(child, 'exit')])
  if (typeof costs !== 'object' || costs === null) throw new Error('The contestant ended early.')
  return costs
}

await runAlone(import.meta.url, meteredFetchBenchmark)
