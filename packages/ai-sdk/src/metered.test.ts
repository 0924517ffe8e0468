import { describe, expect, it } from '@jest/globals'
import { ConfigError } from '@llm-limit/core'
import { metered } from './metered.js'
import type { Part } from './model.js'

describe('metered', () => {
  it('leaves a model the same to whoever asks it anything else', () => {
    const hidden = Symbol('hidden')
    class Model {
      readonly specificationVersion = 'v3'
      readonly modelId = 'gpt-5'
      readonly [hidden] = 'shown'
      #provider = 'private'
      get provider(): string {
        return this.#provider
      }
      doGenerate = async () => ({ content: [], usage: {} })
      doStream = async () => ({ stream: new ReadableStream<Part>() })
    }
    const model = metered(Object.freeze(new Model()))
    expect([model.provider, model[hidden], model instanceof Model, 'provider' in model]).toEqual([
      'private',
      'shown',
      true,
      true,
    ])
    expect(model.doGenerate).not.toBe(Reflect.get(new Model(), 'doGenerate'))
  })

  it.each([
    ['a name', 'openai/gpt-5'],
    ['nothing', undefined],
    ['an image model', { doGenerate: () => {} }],
  ])('takes a model of the SDK: %s is a mistake of the app', (_, model) => {
    expect(() => metered(model as never)).toThrow(ConfigError)
  })
})
