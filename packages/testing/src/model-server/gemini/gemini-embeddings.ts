import { inputCounts } from '../answer.js'
import type { Endpoint } from '../endpoint.js'
import { invalidRequest } from '../error-answer.js'
import { isObject } from '../json-reading.js'
import { sendJson } from '../send-json.js'
import { NO_OUTPUT } from '../usage.js'
import { fingerprint, generator } from '../words.js'
import { textIn } from './contents.js'
import { geminiError } from './gemini-error.js'

const CALL = /\/models\/([^/:]+):(embedContent|batchEmbedContents)$/
const DIMENSIONS = 16

/** embedContent and batchEmbedContents: the same text, the same vector; nothing of its usage is reported. */
export const geminiEmbeddings: Endpoint = {
  serves: (path) => CALL.test(path),
  errorBody: geminiError,
  async answer(exchange, { countTokens }) {
    const { request, behaviour } = exchange
    const [, model = '', method] = CALL.exec(request.path) ?? []
    const body = isObject(request.body) ? request.body : {}
    const contents = method === 'embedContent' ? [body['content']] : contentsOf(body['requests'])
    if (contents.length === 0 || !contents.every(isObject)) {
      return invalidRequest('* EmbedContentRequest.content: content is not specified')
    }
    const texts = contents.map(textIn)
    const counted = (): number => texts.reduce((sum, text) => sum + countTokens(text), 0)
    const counts = { ...inputCounts(request, behaviour, counted), ...NO_OUTPUT }
    const embeddings = texts.map((text) => ({ values: vectorOf(text) }))
    const answer = method === 'embedContent' ? { embedding: embeddings[0] } : { embeddings }
    await sendJson(exchange, { model: behaviour.servedModel ?? model, counts, body: answer })
    return undefined
  },
}

function contentsOf(requests: unknown): readonly unknown[] {
  return Array.isArray(requests) ? requests.map((each) => (isObject(each) ? each['content'] : undefined)) : []
}

function vectorOf(text: string): number[] {
  const draw = generator(fingerprint(text))
  return Array.from({ length: DIMENSIONS }, () => draw() * 2 - 1)
}
