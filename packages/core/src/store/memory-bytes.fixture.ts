import { createLimiter } from '../limiter/limiter.js'

/** Prints the bytes that one subject takes, of 20,000 with four quotas that have used a little. Run with --expose-gc. */
const SUBJECTS = 20_000
const limiter = createLimiter({
  quotas: ['60 requests / minute', '100k tokens / hour', '1M tokens / day', '4 concurrent'],
})

async function use(from: number): Promise<void> {
  for (let i = from; i < from + SUBJECTS; i += 1) {
    const decision = await limiter.reserve({ subject: { user: `user-${i}` }, call: { inputTokens: 10 } })
    if (decision.outcome === 'admitted') await decision.settle({ inputTokens: 10, outputTokens: 10 })
  }
}

function heapBytes(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

await use(0)
const before = heapBytes()
await use(SUBJECTS)
console.log(Math.round((heapBytes() - before) / SUBJECTS))
