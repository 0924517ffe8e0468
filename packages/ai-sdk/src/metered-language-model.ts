import type { Admission } from '@llm-limit/core'
import { type Attempt, admitAttempt } from './attempt.js'
import { deliveredIn } from './delivered.js'
import { estimateCall } from './estimate.js'
import { meterStream } from './meter-stream.js'
import type { CallOptions, Generated, LanguageModel, Streamed } from './model.js'
import type { Payer } from './payer.js'
import { reportedUsage } from './reported-usage.js'
import { type MakeModel, replacements } from './servable.js'
import { streamMeter } from './stream-meter.js'
import { withMembers } from './with-members.js'

/** One call as it is sent. */
interface Sent {
  readonly attempt: Attempt
  readonly model: LanguageModel
  readonly options: CallOptions
}

export function meteredLanguageModel<Model extends LanguageModel>(
  asked: Model,
  payer: Payer,
  models: MakeModel | undefined,
): Model {
  const others = replacements(asked, models)

  async function admit(admission: Admission, options: CallOptions): Promise<Sent> {
    const servableBy = (id: string): boolean => others.canServe(id, options)
    const estimate = { ...estimateCall(asked.modelId, options), servableBy }
    const attempt = await admitAttempt(admission, estimate, options.abortSignal)
    return { attempt, model: others.modelFor(attempt.terms?.model), options: shortened(options, attempt) }
  }

  return withMembers(asked, {
    async doGenerate(options: CallOptions): Promise<Generated> {
      const admission = payer(asked.modelId, options.abortSignal)
      return admission === undefined ? asked.doGenerate(options) : generate(await admit(admission, options))
    },
    async doStream(options: CallOptions): Promise<Streamed> {
      const admission = payer(asked.modelId, options.abortSignal)
      return admission === undefined ? asked.doStream(options) : stream(await admit(admission, options))
    },
  })
}

function shortened(options: CallOptions, { terms }: Attempt): CallOptions {
  if (terms === undefined) return options
  if (!terms.isCut) return options
  const { maxOutputTokens = terms.maxOutputTokens } = options
  return { ...options, maxOutputTokens: Math.min(maxOutputTokens, terms.maxOutputTokens) }
}

async function generate({ attempt, model, options }: Sent): Promise<Generated> {
  const answer = await attempt.run(model.modelId, 'finished', (abortSignal) =>
    model.doGenerate({ ...options, abortSignal }),
  )
  const usage = reportedUsage(answer.usage, answer.response?.modelId)
  attempt.settle({ ...usage, outputTokens: usage.outputTokens ?? deliveredIn(answer.content) }, 'finished')
  return answer
}

async function stream({ attempt, model, options }: Sent): Promise<Streamed> {
  return attempt.run(model.modelId, 'aborted', async (abortSignal) => {
    const answer = await model.doStream({ ...options, abortSignal })
    return {
      ...answer,
      stream: meterStream(answer.stream, streamMeter(attempt, model.specificationVersion), abortSignal),
    }
  })
}
