import express, { type Express, type RequestHandler } from 'express'
import { COMPLETION } from './chats-in-turn.js'

/** A chat route; every client sends one in turn. Who is not named is told apart by address. */
export function chatApp(handlers: readonly RequestHandler[]): Express {
  const app = express()
  app.use(express.json())
  app.post('/v1/chat/completions', ...handlers, (_request, response) => {
    response.json(COMPLETION)
  })
  return app
}
