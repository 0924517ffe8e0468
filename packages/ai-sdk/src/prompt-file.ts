import type { JsonObject } from '@llm-limit/providers'
import { memberOf, textOf } from './member-of.js'
import type { Part } from './model.js'

/**
 * A file of a prompt or of a tool's result in members that the wire measures; undefined when the part is none. What a file costs, its
 * kind and length tell: an image is not read, and of bytes only the length is shown.
 */
export function bodyFile(part: Part): JsonObject | undefined {
  const { type } = part
  const source = memberOf(part, 'data') ?? memberOf(part, 'url') ?? memberOf(part, 'fileId')
  if (source === undefined) return undefined
  const mediaType = textOf(part, 'mediaType') ?? ''
  const text = memberOf(source, 'type') === 'text' ? textOf(source, 'text') : undefined
  if (text !== undefined) return { type: 'text', text }
  if (type.startsWith('image') || mediaType.startsWith('image')) return { image_url: { detail: detailOf(part) } }
  const data = base64Of(source)
  if (!mediaType.startsWith('audio')) return { file_data: data }
  return { input_audio: { data, format: mediaType.includes('wav') ? 'wav' : 'mp3' } }
}

/** Of OpenAI: `providerOptions: { openai: { imageDetail: 'low' } }`. */
function detailOf(part: Part): unknown {
  return memberOf(memberOf(memberOf(part, 'providerOptions'), 'openai'), 'imageDetail')
}

/** Base64, or a text of the same length; empty for a file that is elsewhere and whose length nobody knows. */
function base64Of(source: unknown): string {
  if (typeof source === 'string') return isElsewhere(source) ? '' : source
  if (source instanceof Uint8Array) return 'A'.repeat(Math.ceil(source.length / 3) * 4)
  if (source instanceof URL) return isElsewhere(source.href) ? '' : source.href
  const inner = memberOf(source, 'data') ?? memberOf(source, 'url')
  return inner === undefined ? '' : base64Of(inner)
}

function isElsewhere(text: string): boolean {
  return /^(?!data:)[a-z][a-z\d+.-]*:/i.test(text.slice(0, 32))
}
