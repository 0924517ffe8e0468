/** A field in which SDKs send a key, and how it stands there. */
type KeyField = readonly [name: string, prefix: string]
const OTHERWISE: KeyField = ['authorization', 'Bearer ']
const KEY_FIELDS: readonly KeyField[] = [['x-api-key', ''], ['api-key', ''], ['x-goog-api-key', ''], OTHERWISE]
/** What else a provider counts by. */
const ACCOUNT_FIELDS = ['openai-organization', 'openai-project']
/** A signature (AWS) or an access token (Google, Entra): another one for each call or hour. */
const SHORT_LIVED = /^(?:AWS4-|Bearer (?:ya29\.|eyJ))/
const CLOUD_PROJECT = /\/projects\/[^/]+/
const MOST_KNOWN = 1_000

/**
 * Names whose limits a call counts against, without telling the key: a hash of it, of the account and of the model. Where what is sent
 * is short-lived, the host (with a project in the path) stands for the key.
 */
export function keyNames(): (url: string, headers: Headers, model: string) => Promise<string> {
  const known = new Map<string, Promise<string>>()
  return (url, headers, model) => {
    const account = ACCOUNT_FIELDS.map((name) => headers.get(name) ?? '')
    const secret = [model, keyIn(url, headers), ...account].join('\n')
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
  const [name, prefix] = fieldIn(copy) ?? OTHERWISE
  copy.set(name, `${prefix}${key}`)
  return copy
}

/** The same in whatever field it stands. */
function keyIn(url: string, headers: Headers): string {
  const [name, prefix] = fieldIn(headers) ?? OTHERWISE
  const value = headers.get(name) ?? ''
  if (SHORT_LIVED.test(value)) return placeOf(url)
  return value.startsWith(prefix) ? value.slice(prefix.length) : value
}

function fieldIn(headers: Headers): KeyField | undefined {
  return KEY_FIELDS.find(([name]) => headers.has(name))
}

function placeOf(url: string): string {
  if (!URL.canParse(url)) return ''
  const { host, pathname } = new URL(url)
  return `${host}${CLOUD_PROJECT.exec(pathname)?.[0] ?? ''}`
}

async function hashed(secret: string): Promise<string> {
  const digest = new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret)))
  return Array.from(digest.subarray(0, 10), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
