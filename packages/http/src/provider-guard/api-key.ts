/** Fields in which SDKs send a key, and how it stands there. */
const KEY_FIELDS: readonly (readonly [name: string, prefix: string])[] = [
  ['x-api-key', ''],
  ['api-key', ''],
  ['x-goog-api-key', ''],
  ['authorization', 'Bearer '],
]
/** What else a provider counts by. */
const FIELDS = [...KEY_FIELDS.map(([name]) => name), 'openai-organization', 'openai-project']
const MOST_KNOWN = 1_000

/** Names whose limits a call counts against, without telling the key: a hash of it, of the project and of the model. */
export function keyNames(): (headers: Headers, model: string) => Promise<string> {
  const known = new Map<string, Promise<string>>()
  return (headers, model) => {
    const secret = [model, ...FIELDS.map((name) => headers.get(name) ?? '')].join('\n')
    let name = known.get(secret)
    if (name !== undefined) return name
    name = hashed(secret)
    if (known.size === MOST_KNOWN) known.clear()
    known.set(secret, name)
    return name
  }
}

/** The same fields with another key, in the place where the SDK put its own. */
export function withKey(headers: Headers, key: string): Headers {
  const copy = new Headers(headers)
  const [name, prefix] = KEY_FIELDS.find(([field]) => copy.has(field)) ?? ['authorization', 'Bearer ']
  copy.set(name, `${prefix}${key}`)
  return copy
}

async function hashed(secret: string): Promise<string> {
  const digest = new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret)))
  return Array.from(digest.subarray(0, 10), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
