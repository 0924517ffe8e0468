import { createLimiter, llmAction, llmUsage, meteredFetch } from '@llm-limit/next'
import { type FakeClock, fakeClock } from '@llm-limit/testing'
import OpenAI from 'openai'

const CLOCK: unique symbol = Symbol.for('stream-action-clock') as never
const host: typeof globalThis & { [CLOCK]?: FakeClock } = globalThis
host[CLOCK] ??= fakeClock()
const clock = host[CLOCK]

const limiter = createLimiter({ quotas: [{ quota: '100k tokens / hour', name: 'tokens' }], clock })
const openai = new OpenAI({ apiKey: 'none', baseURL: process.env['MODEL_URL'], fetch: meteredFetch })
const subject = () => ({ user: 'ada' })

/** What an action may answer with: the stream of a model that is still speaking. */
const ask = llmAction({ limiter, subject }, async (_llm, content: string) => {
  const messages = [{ role: 'user', content } as const]
  const answer = await openai.chat.completions.create({ model: 'gpt-5', messages, stream: true }).asResponse()
  return answer.body
})

export async function POST(request: Request): Promise<Response> {
  const { prompt } = await request.json()
  const answer = await ask(prompt)
  return answer.outcome === 'admitted' ? new Response(answer.value) : Response.json(answer.refusal, { status: 429 })
}

export const GET = llmUsage(limiter, { subject })

/** Lets the limiter's time pass. */
export async function PUT(request: Request): Promise<Response> {
  clock.advance(Number(await request.text()))
  return new Response()
}
