import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { gemini } from './gemini.js'
import { callIn, pathForModel } from './gemini-path.js'

const VERTEX = '/v1/projects/p/locations/us-central1/publishers/google/models/'
const body = { contents: [] }

describe('gemini.recognises', () => {
  it.each([
    '/v1beta/models/gemini-2.5-flash:generateContent',
    '/v1/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
    `${VERTEX}gemini-3-pro-preview:generateContent`,
    '/proxy/v1beta/models/gemini-2.5-flash:generateContent#x',
    '/v1beta/tunedModels/mine:generateContent',
    '/v1/projects/p/locations/l/endpoints/123:streamGenerateContent',
  ])('knows %s', (path) => {
    expect(gemini.recognises(path, body)).toBe(true)
  })

  it.each([
    '/v1beta/models/gemini-2.5-flash:countTokens',
    '/v1beta/models/gemini-2.5-flash:embedContent',
    '/v1beta/models/:generateContent',
    '/v1beta/models/a/b:generateContent',
    '/v1beta/gemini-2.5-flash:generateContent',
    '/ask?then=/models/x:generateContent',
    '/v1/chat/completions',
    '',
  ])('does not take %j', (path) => {
    expect(gemini.recognises(path, body)).toBe(false)
  })

  it('needs contents', () => {
    const path = '/v1beta/models/gemini-2.5-flash:generateContent'
    expect(gemini.recognises(path, { contents: { parts: [] } })).toBe(true)
    for (const contents of [undefined, null, 'hi', 5]) expect(gemini.recognises(path, { contents })).toBe(false)
  })
})

describe('the path of another model', () => {
  it.each([
    ['/v1beta/models/a:generateContent', '/v1beta/models/b:generateContent'],
    ['/v1beta/models/a:streamGenerateContent?alt=sse&x=1', '/v1beta/models/b:streamGenerateContent?alt=sse&x=1'],
    [`${VERTEX}a:generateContent`, `${VERTEX}b:generateContent`],
    ['/models/models/models/a:embedContent', '/models/models/models/b:embedContent'],
  ])('of %s is %s', (path, other) => {
    expect(pathForModel(path, 'b')).toBe(other)
  })

  it.each(['/v1beta/tunedModels/a:generateContent', '/x/endpoints/1:generateContent', '/elsewhere'])(
    'of %s is the same',
    (path) => {
      expect(pathForModel(path, 'b')).toBe(path)
    },
  )

  it('names that model, whatever its name is', () => {
    const path = '/v1beta/models/a:generateContent?alt=sse'
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (model) => {
        expect(callIn(pathForModel(path, model))).toEqual({ model, method: 'generateContent', isTuned: false })
      }),
    )
  })

  it('is read as it stands where it is not well encoded', () => {
    expect(callIn('/models/%E0%A4%A:generateContent')?.model).toBe('%E0%A4%A')
  })
})
