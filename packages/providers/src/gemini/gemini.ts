import { readEventStream } from '../sse/read-event-stream.js'
import { tokensOf } from '../token-factor.js'
import { createTokenMeter } from '../token-meter.js'
import type { CountTokens, Wire } from '../wire.js'
import { eachGeminiText, geminiUsage } from './gemini-answer.js'
import type { GeminiBody } from './gemini-body.js'
import { geminiEnding } from './gemini-ending.js'
import { geminiLimits } from './gemini-limits.js'
import { callIn, pathForModel } from './gemini-path.js'
import { geminiRefusal } from './gemini-refusal.js'
import { readGemini } from './read-gemini.js'
import { rewriteGemini } from './rewrite-gemini.js'

/** Google's generateContent and streamGenerateContent, at the Gemini API and at Vertex. */
export const gemini: Wire = {
  name: 'gemini',
  recognises(path, body) {
    const { contents }: GeminiBody = body
    return typeof contents === 'object' && contents !== null && callIn(path)?.method.endsWith('enerateContent') === true
  },
  read: readGemini,
  rewrite: rewriteGemini,
  pathFor: pathForModel,
  usageOf: geminiUsage,
  deliveredIn(answer, countTokens) {
    const meter = createTokenMeter(asGemini(countTokens))
    eachGeminiText(answer, meter.add)
    return meter.total()
  },
  streamReader({ countTokens, inputTokens = 0 }) {
    const ending = geminiEnding(inputTokens)
    return readEventStream({
      countTokens: asGemini(countTokens),
      usageOf: geminiUsage,
      eachText: eachGeminiText,
      ending,
      isLast: ending.isComplete,
    })
  },
  limitsOf: geminiLimits,
  refusal: geminiRefusal,
}

/** Answers do not always tell their model, but its tokenizer is that of all the others. */
function asGemini(countTokens: CountTokens): CountTokens {
  return tokensOf('gemini-', countTokens)
}
