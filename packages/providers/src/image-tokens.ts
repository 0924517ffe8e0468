import { claudeGeneration, isNewerClaude } from './claude-generation.js'

/** Most tokens that one image can cost, by `detail`. */
interface ImageRule {
  readonly low: number
  readonly high: number
  /** When `detail` is absent or unknown. Default: `high`. */
  readonly auto?: number
  readonly original?: number
}

/** Fits 2048 px, shortest side 768 px: at most 4 x 2 tiles of 512 px. */
const MOST_TILES = 8
/** Patches of 32 px in a box of 2048 px. */
const BOX_2048 = 64 * 64
const BOX_512 = 16 * 16
/** A strip of 3072 x 385 px in tiles of 256 px: https://ai.google.dev/gemini-api/docs/image-understanding */
const MOST_GEMINI_TILES = 24
/** Patches above which a request is rejected. */
const MOST_PATCHES = 30_000

function tiles(base: number, tile: number): ImageRule {
  return { low: base, high: base + MOST_TILES * tile }
}

function patches(multiplier: number, counts: ImageRule): ImageRule {
  const tokens = (count: number): number => Math.ceil(count * multiplier)
  const { low, high, auto = high, original = auto } = counts
  return { low: tokens(low), high: tokens(high), auto: tokens(auto), original: tokens(original) }
}

function flat(tokens: number): ImageRule {
  return { low: tokens, high: tokens }
}

/** First prefix wins. After https://platform.openai.com/docs/guides/images-vision#calculating-costs (2026-09). */
const RULES: readonly (readonly [prefix: string, rule: ImageRule])[] = [
  ['gpt-6', patches(1.2, { low: BOX_512, high: 2500, auto: MOST_PATCHES })],
  ['gpt-5.6', patches(1.2, { low: BOX_512, high: 2500, auto: MOST_PATCHES })],
  ['gpt-5.5', patches(1.2, { low: BOX_512, high: 2500, auto: 10_000 })],
  ['gpt-5.4', patches(1.2, { low: BOX_2048, high: 2500, original: 10_000 })],
  ['gpt-5.3', patches(1.2, flat(BOX_2048))],
  ['gpt-5.2', patches(1.2, flat(BOX_2048))],
  ['gpt-5-mini', patches(1.2, flat(BOX_2048))],
  ['gpt-5-nano', patches(1.5, flat(BOX_2048))],
  ['gpt-5', tiles(70, 140)],
  ['gpt-4.1-mini', patches(1.62, flat(BOX_2048))],
  ['gpt-4.1-nano', patches(2.46, flat(1536))],
  ['gpt-4o-mini', tiles(2833, 5667)],
  ['gpt-4', tiles(85, 170)],
  ['o4-mini', patches(1.72, flat(1536))],
  ['o1', tiles(75, 150)],
  ['o3', tiles(75, 150)],
  ['gemini-2', flat(MOST_GEMINI_TILES * 258)],
  ['gemini-3', { low: 280, high: 1120, original: 2240 }],
]

/** Claude up to 4.6: 28 px patches (https://platform.claude.com/docs/en/build-with-claude/vision). */
const OLDER_CLAUDE = flat(1568)
/** Claude's high resolution tier. Above Gemini 3 and above all tile models but gpt-4o-mini. */
const OTHERS = flat(4784)

/** The images of a body are all for one model. */
let last: { readonly model: string | undefined; readonly rule: ImageRule } | undefined

/** An upper bound for one image without decoding it. `detail` is whatever the body says. */
export function mostImageTokens(model: string | undefined, detail?: unknown): number {
  if (last?.model !== model) last = { model, rule: ruleFor(model) }
  const { low, high, auto = high, original = auto } = last?.rule ?? OTHERS
  if (detail === 'low') return low
  if (detail === 'high') return high
  return detail === 'original' ? original : auto
}

function ruleFor(model: string | undefined): ImageRule {
  if (model === undefined) return OTHERS
  if (claudeGeneration(model) !== undefined && !isNewerClaude(model)) return OLDER_CLAUDE
  return RULES.find(([prefix]) => model.startsWith(prefix))?.[1] ?? OTHERS
}
