// A chat app that asks three providers, each through its own SDK, out of one budget. The SDKs read keys and addresses from the environment.
import type { AddressInfo } from 'node:net'
import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import { createLimiter, llmLimit, llmRoutes, meteredFetch, meteredMiddleware } from '@llm-limit/express'
import express, { type NextFunction, type Request, type Response } from 'express'
import OpenAI from 'openai'

const openai = new OpenAI({ fetch: meteredFetch })
const anthropic = new Anthropic({ middleware: [meteredMiddleware] }) // or `fetch: meteredFetch`
const google = new GoogleGenAI({ httpOptions: { fetch: meteredFetch } })

async function askOpenAI(prompt: string): Promise<object> {
  const asked = 'gpt-5'
  const { model, choices } = await openai.chat.completions.create({
    model: asked,
    messages: [{ role: 'user', content: prompt }],
  })
  return { asked, model, text: choices[0]?.message.content }
}

async function askAnthropic(prompt: string): Promise<object> {
  const asked = 'claude-opus-5-5'
  const { model, content } = await anthropic.messages.create({
    model: asked,
    max_tokens: 1_000,
    messages: [{ role: 'user', content: prompt }],
  })
  return { asked, model, text: content.map((block) => (block.type === 'text' ? block.text : '')).join('') }
}

async function askGoogle(prompt: string): Promise<object> {
  const asked = 'gemini-2.5-pro'
  const { modelVersion, text } = await google.models.generateContent({ model: asked, contents: prompt })
  return { asked, model: modelVersion, text }
}

const providers = new Map([
  ['openai', askOpenAI],
  ['anthropic', askAnthropic],
  ['google', askGoogle],
])

// Any question may go to the dearest of the three: that much is held until the answer has come.
const expects = { model: 'claude-opus-5-5', outputTokens: 1_000 }
const limiter = createLimiter({ quotas: ['$0.10 / day'], expects })
const subject = () => ({ user: 'ada' }) // your session says who
const ledger: object[] = []
limiter.on('attempt-ended', (line) => void ledger.push(line))

const app = express()
app.use(express.json())
app.use(llmRoutes(limiter, { subject, expose: { money: true } })) // GET /llm-limit/usage
app.get('/ledger', (_request, response) => void response.json(ledger))
app.post('/chat', llmLimit({ limiter, subject }), async (request, response) => {
  const ask = providers.get(request.body.provider) ?? askOpenAI
  const answer = await ask(request.body.prompt)
  response.json({ ...answer, phase: request.llm.phase })
})
// An error of a provider, or a call that the budget refused although its request was admitted.
app.use((error: { status?: number; message: string }, _request: Request, response: Response, _next: NextFunction) => {
  response.status(error.status ?? 502).json({ detail: error.message })
})

const server = app.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
