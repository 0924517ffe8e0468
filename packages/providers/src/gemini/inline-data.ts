import { mostImageTokens } from '../image-tokens.js'
import { isJsonObject, memberOf } from '../json.js'

/** Least bytes a second: 8 kbit/s speech for compressed audio, 8 kHz 8 bit for WAV, 80 kbit/s for a video of slides. */
const BYTES_PER_SECOND = { audio: 1_000, wav: 8_000, video: 10_000 }
/** https://ai.google.dev/gemini-api/docs/tokens */
const AUDIO_TOKENS_PER_SECOND = 32
/** At the highest resolution of a frame: 258 up to Gemini 2, 280 from Gemini 3 on. */
const TOKENS_PER_FRAME = 280
/** A page is 258 tokens, or 560 and its text from Gemini 3 on; a dense one has 5 kB of PDF. */
const BYTES_PER_PDF_TOKEN = 4
const BYTES_PER_NEWER_PDF_TOKEN = 2
/** Of a text with many short words or many characters of three bytes. */
const BYTES_PER_TEXT_TOKEN = 2
const OLDER = /^gemini-[12]/

/**
 * An upper bound for the tokens of `inlineData`, from its type and length: nothing is decoded.
 * @param part Holds it, and may tell its resolution or frames a second.
 * @returns undefined when it is no inline data: it is then text.
 */
export function inlineDataTokens(value: unknown, part: object, model: string | undefined): number | undefined {
  if (!isJsonObject(value)) return undefined
  const { data, mimeType, mime_type } = value as { data?: unknown; mimeType?: unknown; mime_type?: unknown }
  const type = mimeType ?? mime_type
  if (typeof data !== 'string' || typeof type !== 'string') return undefined
  const bytes = Math.ceil((data.length * 3) / 4)
  if (type.startsWith('image/')) return mostImageTokens(model, detailOf(part))
  if (type.startsWith('audio/')) return audioTokens(bytes, type)
  if (type.startsWith('video/')) return videoTokens(bytes, part)
  return Math.ceil(bytes / bytesPerToken(type, model))
}

function audioTokens(bytes: number, type: string): number {
  const perSecond = /wav|pcm|l16/i.test(type) ? BYTES_PER_SECOND.wav : BYTES_PER_SECOND.audio
  return Math.ceil((bytes / perSecond) * AUDIO_TOKENS_PER_SECOND)
}

/** A frame a second, unless more are asked for. */
function videoTokens(bytes: number, part: object): number {
  const fps = memberOf(memberOf(part, 'videoMetadata') ?? memberOf(part, 'video_metadata'), 'fps')
  const frames = typeof fps === 'number' ? Math.min(24, Math.max(1, fps)) : 1
  return Math.ceil((bytes / BYTES_PER_SECOND.video) * (frames * TOKENS_PER_FRAME + AUDIO_TOKENS_PER_SECOND))
}

function bytesPerToken(type: string, model: string | undefined): number {
  if (!type.includes('pdf')) return BYTES_PER_TEXT_TOKEN
  return OLDER.test(model ?? '') ? BYTES_PER_PDF_TOKEN : BYTES_PER_NEWER_PDF_TOKEN
}

/** A part may say `mediaResolution: { level: "MEDIA_RESOLUTION_ULTRA_HIGH" }`. */
function detailOf(part: object): string | undefined {
  const level = memberOf(memberOf(part, 'mediaResolution') ?? memberOf(part, 'media_resolution'), 'level')
  if (typeof level !== 'string') return undefined
  if (level.endsWith('ULTRA_HIGH')) return 'original'
  return level.endsWith('LOW') ? 'low' : 'high'
}
