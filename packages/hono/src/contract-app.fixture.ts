import { type LlmVariables, llmLimit, meteredFetch } from '@llm-limit/hono'
import { type AdapterApp, type AppReply, optionsFor, type RequestReader } from '@llm-limit/testing'
import { type Context, Hono } from 'hono'
import { stream, streamText } from 'hono/streaming'

type Variables = { Variables: LlmVariables }

const reader: RequestReader<Context> = {
  path: (c) => c.req.path,
  field: (c, name) => c.req.header(name),
}

/** The contract's app behind the Hono adapter, for every runtime. */
export function contractApp({ guards, handle }: AdapterApp): Hono<Variables> {
  const app = new Hono<Variables>()
  app.onError((_error, c) => c.text('', 500))
  for (const guard of guards) app.use(llmLimit(optionsFor(guard, reader)))
  app.all('*', async (c) => {
    const { method, path, raw } = c.req
    const body = await c.req.json().catch(() => undefined)
    const { llm } = c.var
    const call = { method, path, body, llm: llm.isGuarded ? llm : undefined, fetch: meteredFetch, signal: raw.signal }
    return answer(await handle(call), c)
  })
  return app
}

/** Streams by Hono's own helpers. */
function answer(reply: AppReply, c: Context): Response {
  if (reply.kind === 'json') return Response.json(reply.body, { status: reply.status })
  if (reply.kind === 'stream') {
    c.header('content-type', reply.contentType)
    return stream(c, (out) => out.pipe(reply.body), quietly)
  }
  const { text, error } = reply
  return streamText(c, (out) => out.write(text).then(() => Promise.reject(error)), quietly)
}

/** Without it Hono writes what a stream throws to the console; the response ends as if all were well in any case. */
async function quietly(): Promise<void> {}
