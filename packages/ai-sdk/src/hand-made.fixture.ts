import type { LanguageModel, Part } from './model.js'

export const NESTED = { inputTokens: { total: 7 }, outputTokens: { total: 5 } }

/** A model that streams the given parts, and waits for its reader after the last one that is no finish part. */
export function modelOf(
  parts: Iterable<object>,
  more: { specificationVersion?: string; cancel?: (reason: unknown) => void } = {},
): LanguageModel {
  const { specificationVersion = 'v3', cancel = () => {} } = more
  return {
    specificationVersion,
    provider: 'hand-made',
    modelId: 'gpt-5',
    supportedUrls: {},
    doGenerate: async () => ({ content: [{ type: 'text', text: 'Yes.' } as Part], usage: NESTED }),
    async doStream() {
      const iterator = parts[Symbol.iterator]()
      const stream = new ReadableStream<Part>(
        {
          pull(controller) {
            const { done, value } = iterator.next()
            if (done === true) return new Promise(() => {})
            controller.enqueue(value as Part)
            if ('type' in value && value.type === 'finish') controller.close()
            return undefined
          },
          cancel,
        },
        { highWaterMark: 0 },
      )
      return { stream }
    },
  } as LanguageModel
}
