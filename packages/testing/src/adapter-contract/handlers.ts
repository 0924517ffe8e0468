import type { AppCall, AppHandler, AppReply } from './adapter-app.js'
import type { ChatBody, OpenAIClass, OpenAIClient } from './adapter-harness.js'

/** The model server, as an app knows it. */
export interface Models {
  /** For `baseURL`. */
  readonly url: string
  readonly OpenAI: OpenAIClass
}

export type Handles = (models: Models) => AppHandler

export function json(body: unknown, status = 200): AppReply {
  return { kind: 'json', status, body }
}

/** A client of the `openai` SDK that meters the calls of this request. */
export function clientOf({ url, OpenAI }: Models, { fetch }: Pick<AppCall, 'fetch'>): OpenAIClient {
  return new OpenAI({ baseURL: url, apiKey: 'none', fetch, maxRetries: 0 })
}

/** The body as the handler sees it, handed on to the model. */
export function chatOf({ body }: AppCall): ChatBody {
  return body as ChatBody
}

/** Asks the model once and answers with what it says. The call goes on when the client leaves. */
export const asksModel: Handles = (models) => async (call) =>
  json(await clientOf(models, call).chat.completions.create(chatOf(call)))

/** The same; the call is aborted when the client leaves. */
export const asksModelWhileHeard: Handles = (models) => async (call) =>
  json(await clientOf(models, call).chat.completions.create(chatOf(call), { signal: call.signal }))

/** Asks for something of its own, whatever the body says. */
export function asksFor(body: Partial<ChatBody>): Handles {
  return (models) => async (call) =>
    json(await clientOf(models, call).chat.completions.create({ ...chatOf(call), ...body }))
}

/** Asks the model, then goes on in its own way. */
export function asksThen(goOn: (call: AppCall) => AppReply): Handles {
  return (models) => async (call) => {
    await clientOf(models, call).chat.completions.create(chatOf(call))
    return goOn(call)
  }
}

/** Passes the model's stream on as it comes. */
export const pipesStream: Handles = (models) => async (call) => {
  const body = { ...chatOf(call), stream: true }
  const answer = await clientOf(models, call).chat.completions.create(body).asResponse()
  if (answer.body === null) throw new Error('The model gave no stream.')
  return { kind: 'stream', contentType: 'text/event-stream', body: answer.body }
}

/** Has a client of its own, which the guard does not see, and says what it used. */
export function settles(...reports: readonly object[]): Handles {
  return () =>
    async ({ llm }) => {
      for (const usage of reports) llm?.settle(usage)
      return json({ said: reports.length })
    }
}

export function answers(status: number): Handles {
  return () => async () => json({ status }, status)
}

export const throws: Handles = () => async () => {
  throw new Error('The handler failed.')
}

export const neverAnswers: Handles = () => () => new Promise<AppReply>(() => {})

/** Answers with what it was given. */
export const showsBody: Handles =
  () =>
  async ({ body }) =>
    json(body ?? null)

/** Half an answer: the handler throws after the headers. */
export const BROKEN: AppReply = { kind: 'broken', text: 'half an answer', error: new Error('The handler failed.') }
