import { createLimiter } from './create-limiter.js'
import type { Exchange } from './exchange.js'
import { createGuard } from './guard.js'

/** Prints the time in ms that the guard takes for each hostile text; run in plain Node, where Jest's context slows nothing. */
const MEGABYTE = 1_000_000
const texts: Readonly<Record<string, string>> = {
  a: 'a'.repeat(MEGABYTE),
  spaces: ' '.repeat(MEGABYTE),
  'one CJK character': '漢'.repeat(MEGABYTE / 3),
  emoji: '😀'.repeat(MEGABYTE / 4),
  'special tokens': '<|endoftext|>'.repeat(MEGABYTE / 13),
  'line ends': '\r\n'.repeat(MEGABYTE / 2),
}

const guard = createGuard({
  limiter: createLimiter({ quotas: ['100k requests / hour', '2000M tokens / hour', '$1000000 / day'] }),
})

function exchangeOf(body: unknown): Exchange<undefined> {
  return {
    native: undefined,
    method: 'POST',
    path: '/v1/chat/completions',
    header: () => undefined,
    body,
    address: '192.0.2.1',
    guarded: undefined,
    setField: () => undefined,
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

/** A fixed piece of work: what it takes beyond the least it ever took is the doing of other processes. */
function referenceMs(): number {
  const start = cpuMs()
  let sum = 0
  for (let i = 0; i < MEGABYTE; i += 1) sum = (sum * 31 + REFERENCE.charCodeAt(i)) | 0
  return sum === 1 ? 0 : cpuMs() - start
}

const REFERENCE = 'r'.repeat(MEGABYTE)
let leastReferenceMs = Number.POSITIVE_INFINITY
for (let i = 0; i < 100; i += 1) leastReferenceMs = Math.min(leastReferenceMs, referenceMs())

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

/**
 * Median of seven, by how much the machine is slowed meanwhile; every body is parsed anew, so that nothing is remembered of it.
 * The lesser of the wall's time, in which other processes run, and the CPU's, in which the collector's threads do: our own
 * work is in both.
 */
async function roundOf(json: string): Promise<number> {
  const [times, references]: [number[], number[]] = [[], []]
  for (let round = 0; round < 7; round += 1) {
    const exchange = exchangeOf(JSON.parse(json))
    references.push(referenceMs())
    const [cpu, wall] = [cpuMs(), performance.now()]
    const verdict = await guard.admit(exchange)
    times.push(Math.min(cpuMs() - cpu, performance.now() - wall))
    if (verdict.kind === 'admitted') await verdict.llm.admission.release()
  }
  return (medianOf(times) * leastReferenceMs) / Math.max(leastReferenceMs, medianOf(references))
}

const GOAL_MS = 10
const TRIES = 20

/** The least of a few rounds, up to the first that reaches the goal: a busy machine slows some, not all of them. */
async function timeOf(content: string): Promise<number> {
  const json = JSON.stringify({ model: 'gpt-5', max_tokens: 1, messages: [{ role: 'user', content }] })
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < TRIES && least >= GOAL_MS; i += 1) least = Math.min(least, await roundOf(json))
  return least
}

const results: Record<string, number> = {}
for (const [name, content] of Object.entries(texts)) results[name] = await timeOf(content)
console.log(JSON.stringify(results))
