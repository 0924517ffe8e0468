import type { Random } from '@llm-limit/testing/reference'

/** Names of members: what prototypes have, what APIs know, and what nobody knows. */
export const NAMES: readonly string[] = (
  '__proto__ constructor prototype toString valueOf hasOwnProperty toJSON then length 0 -1 model messages input prompt content contents ' +
  'parts text type role tools functions n candidateCount max_tokens max_completion_tokens max_output_tokens maxOutputTokens ' +
  'generationConfig generation_config thinking thinkingConfig thinking_config budget_tokens thinkingBudget stream stream_options include_usage ' +
  'image_url inlineData inline_data data url file_id usage usageMetadata prompt_tokens completion_tokens input_tokens output_tokens ' +
  'promptTokenCount candidatesTokenCount total_tokens cached_tokens cache_control ttl iterations choices delta candidates finishReason ' +
  'finish_reason index output_index content_index item part response status error reasoning system instructions model_name unknown'
).split(' ')

const TEXTS: readonly string[] = [
  '',
  '0',
  'gpt-5',
  'claude-opus-5-5',
  'gemini-2.5-pro',
  '[DONE]',
  '<|endoftext|>',
  '\0\r\n\u001b[2J',
  'data:image/png;base64,AAAA',
  'data:image/png;base64,iVBORw0KGgo',
  'data:,',
  'data:application/pdf;base64,JVBERi0xLjQ=',
  'https://example.com/a.png',
  'Infinity',
  '../../etc/passwd',
  '%E0%A4%A',
  '👩‍💻'.repeat(9),
]

/** Values as JSON text: `1e309` and a lone surrogate are such that JSON.stringify would not write. */
const VALUES: readonly string[] = [
  ...TEXTS.map((text) => JSON.stringify(text)),
  ...'null true false [] {} [[]] [null] [{}] {"a":{}} 0 -0 1 -1 0.5 1e-7 255 4096 1e9 1000000001 9007199254740991 9007199254740993'.split(
    ' ',
  ),
  ...'1e21 1e308 1e309 -1e309 2147483648 4294967296 "\\ud800" "\\udc00x" "a\\ud83d" {"__proto__":{"polluted":1}}'.split(
    ' ',
  ),
  ...'{"constructor":{"prototype":{"polluted":1}}} {"toString":1} {"length":-1} {"length":1e9} {"toJSON":1} {"then":1} {"":""}'.split(
    ' ',
  ),
]

const DEPTHS = [50, 499, 501, 3_000, 20_000] as const

/** JSON text of a value that an API does not expect where it stands. */
export function nastyText(random: Random): string {
  if (!random.oneIn(12)) return random.pick(VALUES)
  return random.oneIn(8) ? hugeText(random) : largeText(random)
}

function largeText(random: Random): string {
  const times = random.integer(1, 400)
  return random.pick([
    () => nested(random.integer(1, 600), random.oneIn(2)),
    () => JSON.stringify(random.pick(TEXTS).repeat(times)),
    () => `[${Array.from({ length: times }, () => random.pick(VALUES)).join(',')}]`,
    () => `{${Array.from({ length: times }, (_, i) => `"k${i}":${random.pick(VALUES)}`).join(',')}}`,
  ])()
}

function hugeText(random: Random): string {
  return random.pick([
    () => nested(random.pick(DEPTHS), random.oneIn(2)),
    () => JSON.stringify(random.pick(['a', ' ', '漢', '😀', '\n', '"']).repeat(100_000)),
    () => `[${'{},'.repeat(130_000)}{}]`,
    () => `{${Array.from({ length: 12_000 }, (_, i) => `"k${i}":1`).join(',')}}`,
  ])()
}

/** Nested so deep that what calls itself for each level ends the stack. */
export function nested(depth: number, inArrays: boolean): string {
  return inArrays ? `${'['.repeat(depth)}${']'.repeat(depth)}` : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
}
