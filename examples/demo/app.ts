import { type Limiter, llmLimit, meteredFetch } from '@llm-limit/express'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import OpenAI, { APIError } from 'openai'

export interface ChatAppOptions {
  readonly limiter: Limiter<'chat' | 'default'>
  /** Where the model is. */
  readonly baseURL: string
}

/** A chat app as a team would write it. That it is guarded is two lines: the fetch of the client, and `llmLimit`. */
export function chatApp({ limiter, baseURL }: ChatAppOptions): Express {
  const openai = new OpenAI({ baseURL, apiKey: 'none', fetch: meteredFetch })
  const app = express()
  app.use(express.json())
  app.use('/ai', llmLimit({ limiter, operation: 'chat', subject: signedIn, log: false }))
  app.post('/ai/chat', async (request, response) => {
    response.json(await openai.chat.completions.create({ model: 'gpt-5', messages: request.body.messages }))
  })
  app.use(modelErrors)
  return app
}

/** Stands in for the session of a real app, and only for it: a field that anyone can send identifies nobody. */
function signedIn(request: Request): { readonly user: string } | undefined {
  const user = request.get('x-signed-in-as')
  return user === undefined ? undefined : { user }
}

/** What the model, or the call door in its place, has refused goes on to the browser. Express knows an error handler by its four parameters. */
function modelErrors(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  if (!(error instanceof APIError)) return next(error)
  response.status(error.status ?? 502).json({ error: error.error })
}
