import type { AppCall, AppLlm, AppReply } from './adapter-app.js'
import { quiet } from './waiting.js'

/** A web Request as the contract's handler sees it. */
export async function readCall(request: Request, llm: AppLlm | undefined, metered: AppCall['fetch']): Promise<AppCall> {
  const { method, signal } = request
  const path = new URL(request.url).pathname
  return { method, path, body: parsed(await request.text()), llm, fetch: metered, signal }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text === '' ? undefined : text
  }
}

/** The handler's reply as a web Response. */
export function responseOf(reply: AppReply): Response {
  if (reply.kind === 'json') return Response.json(reply.body, { status: reply.status })
  if (reply.kind === 'stream') return new Response(reply.body, { headers: { 'content-type': reply.contentType } })
  const { text, error } = reply
  let isBegun = false
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (isBegun) {
        // A platform may drop what it has not sent yet.
        await quiet()
        return controller.error(error)
      }
      isBegun = true
      controller.enqueue(new TextEncoder().encode(text))
    },
  })
  return new Response(body, { headers: { 'content-type': 'text/plain' } })
}
