import { admitAttempt } from './attempt.js'
import { estimateEmbedding } from './estimate.js'
import type { Embedded, EmbeddingModel, EmbedOptions } from './model.js'
import type { Payer } from './payer.js'
import { withMembers } from './with-members.js'

export function meteredEmbeddingModel<Model extends EmbeddingModel>(asked: Model, payer: Payer): Model {
  return withMembers(asked, {
    async doEmbed(options: EmbedOptions): Promise<Embedded> {
      const admission = payer(asked.modelId, options.abortSignal)
      if (admission === undefined) return asked.doEmbed(options)
      const estimate = estimateEmbedding(asked.modelId, options)
      const attempt = await admitAttempt(admission, estimate, options.abortSignal)
      const answer = await attempt.run(asked.modelId, 'finished', (abortSignal) =>
        asked.doEmbed({ ...options, abortSignal }),
      )
      attempt.settle({ inputTokens: answer.usage?.tokens, outputTokens: 0 }, 'finished')
      return answer
    },
  })
}
