import { inlineDataTokens } from './gemini/inline-data.js'
import { mostImageTokens } from './image-tokens.js'
import { isJsonObject, memberOf } from './json.js'

/** Least bytes a second: 8 kbit/s speech for compressed audio, 8 kHz 8 bit for WAV. */
const COMPRESSED_BYTES_PER_SECOND = 1_000
const WAV_BYTES_PER_SECOND = 8_000
const AUDIO_TOKENS_PER_SECOND = 10
/** A dense text page with its page image: about 2,000 tokens in 8 kB of PDF. */
const BYTES_PER_DOCUMENT_TOKEN = 4

/** Names under which message formats say what the bytes beside them are. */
const MEDIA_TYPE_MEMBERS = ['mediaType', 'mimeType', 'media_type', 'mime_type', 'contentType'] as const

/** Names of members that `mediaTokens` knows. */
export const MEDIA_MEMBERS =
  'image_url input_audio file_data inlineData inline_data encrypted_content reasoningEncryptedContent signature source image data url'

/**
 * Tokens of an image, audio clip or document, as an upper bound from its name and length: nothing is decoded.
 * Knows the parts of OpenAI, of Anthropic, of the AI SDK and of APIs that put a media type beside base64. What is sealed, such as
 * earlier thinking, counts as a document.
 * @returns undefined when the member is not media: it is then text.
 */
export function mediaTokens(key: string, value: unknown, owner: object, model: string | undefined): number | undefined {
  switch (key) {
    case 'image_url':
      return mostImageTokens(model, memberOf(value, 'detail') ?? memberOf(owner, 'detail'))
    case 'input_audio':
      return isJsonObject(value) ? audioTokens(base64Bytes(value['data']), value['format'] === 'wav') : undefined
    case 'file_data':
    case 'encrypted_content':
    case 'reasoningEncryptedContent':
      return typeof value === 'string' ? documentTokens(value) : undefined
    case 'inlineData':
    case 'inline_data':
      return inlineDataTokens(value, owner, model)
    case 'signature':
      return memberOf(owner, 'type') === 'thinking' && typeof value === 'string' ? documentTokens(value) : undefined
    case 'source':
      return isJsonObject(value) && memberOf(owner, 'type') === 'image' ? mostImageTokens(model) : undefined
    case 'image':
    case 'data':
    case 'url':
      return typeof value === 'string' ? payloadTokens(key, value, owner, model) : undefined
    default:
      return undefined
  }
}

function payloadTokens(key: string, value: string, owner: object, model: string | undefined): number | undefined {
  const kind = memberOf(owner, 'type')
  if (kind === 'redacted_thinking') return documentTokens(value)
  if (kind === 'text') return undefined
  const type = mediaTypeOf(value, owner)
  if (type === undefined) return key === 'image' && kind === 'image' ? mostImageTokens(model) : undefined
  if (type.startsWith('image')) return mostImageTokens(model)
  if (type.startsWith('audio')) return audioTokens(base64Bytes(value), type.includes('wav'))
  return documentTokens(value)
}

/** The type in a data: URL, else the one beside the bytes. */
function mediaTypeOf(value: string, owner: object): string | undefined {
  if (value.startsWith('data:')) return value.slice('data:'.length, 'data:'.length + 64)
  for (const name of MEDIA_TYPE_MEMBERS) {
    const type = memberOf(owner, name)
    if (typeof type === 'string') return type.slice(0, 64)
  }
  return undefined
}

function audioTokens(bytes: number, isWav: boolean): number {
  return Math.ceil((bytes * AUDIO_TOKENS_PER_SECOND) / (isWav ? WAV_BYTES_PER_SECOND : COMPRESSED_BYTES_PER_SECOND))
}

function documentTokens(value: string): number {
  return Math.ceil(base64Bytes(value) / BYTES_PER_DOCUMENT_TOKEN)
}

function base64Bytes(value: unknown): number {
  return typeof value === 'string' ? Math.ceil((value.length * 3) / 4) : 0
}
