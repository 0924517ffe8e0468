// Express: every caller 60 requests / minute, 100k tokens / hour, $1 / day, in memory

import { llmLimit, meteredFetch } from '@llm-limit/express'
import express from 'express'
import OpenAI from 'openai'

const openai = new OpenAI({ fetch: meteredFetch })
const app = express()
app.use(express.json())
app.use('/ai', llmLimit())
app.post('/ai/chat', async (request, response) => {
  response.json(await openai.chat.completions.create({ model: 'gpt-5', messages: request.body.messages }))
})

app.post('/ai/:room/chat', llmLimit(), (request, response) => {
  const room: string = request.params.room
  // @ts-expect-error a plain RequestHandler would widen `params`: this name is not part of the path
  request.params.rooms
  response.json({ room, phase: request.llm.phase, model: request.llm.terms.model })
})
