import { describe, expect, it } from '@jest/globals'
import { keyNames, withKey } from './api-key.js'

const name = keyNames()
const URL = 'https://api.test/v1/chat/completions'
const of = (fields: Record<string, string>, model = 'gpt-5', url = URL) => name(url, new Headers(fields), model)

describe('the name that calls are counted under', () => {
  it('is the same for a key in whatever field it stands, and tells nothing of it', async () => {
    const names = [
      await of({ authorization: 'Bearer secret-1' }),
      await of({ 'api-key': 'secret-1' }),
      await of({ 'x-goog-api-key': 'secret-1' }),
    ]
    expect(new Set(names).size).toBe(1)
    expect(names[0]).toMatch(/^[\da-f]{20}$/)
  })

  it('is another one for another key, project or model', async () => {
    const names = [
      await of({ authorization: 'Bearer secret-1' }),
      await of({ authorization: 'Bearer secret-2' }),
      await of({ authorization: 'Bearer secret-1', 'openai-project': 'p' }),
      await of({ authorization: 'Bearer secret-1', 'openai-organization': 'p' }),
      await of({ authorization: 'Bearer secret-1' }, 'gpt-5-mini'),
      await of({}),
    ]
    expect(new Set(names).size).toBe(names.length)
  })

  it('goes by host and project where what is sent is another one each time', async () => {
    const aws = (signature: string) => ({ authorization: `AWS4-HMAC-SHA256 Credential=A/B, Signature=${signature}` })
    const bedrock = 'https://bedrock-runtime.eu-west-1.amazonaws.com/model/m/invoke'
    expect(await of(aws('1'), 'm', bedrock)).toBe(await of(aws('2'), 'm', bedrock))
    const vertex = (project: string) =>
      `https://aiplatform.googleapis.com/v1/projects/${project}/locations/eu/x:rawPredict`
    const google = (token: string) => ({ authorization: `Bearer ya29.${token}` })
    expect(await of(google('1'), 'm', vertex('a'))).toBe(await of(google('2'), 'm', vertex('a')))
    expect(await of(google('1'), 'm', vertex('a'))).not.toBe(await of(google('1'), 'm', vertex('b')))
  })
})

describe('another key', () => {
  it.each([
    [{ 'x-api-key': 'a' }, 'x-api-key', 'b'],
    [{ 'api-key': 'a' }, 'api-key', 'b'],
    [{ authorization: 'Bearer a' }, 'authorization', 'Bearer b'],
    [{}, 'authorization', 'Bearer b'],
  ])('goes where the first one stood: %j', (fields, field, value) => {
    expect(withKey(new Headers(fields as Record<string, string>), 'b').get(field)).toBe(value)
  })
})
