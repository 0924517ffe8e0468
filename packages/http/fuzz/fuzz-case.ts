import { parseJson, type Wire, wires } from '@llm-limit/providers'
import { type Random, seededRandom } from '@llm-limit/testing/reference'
import { checkAnswer } from './check-answer.js'
import { checkRequest } from './check-request.js'
import { checkHeld, checkStream } from './check-stream.js'
import { FLOODS } from './floods.js'
import type { GuardedCalls } from './guarded-calls.js'
import { damagedText, mutatedJson } from './mutate-json.js'
import { chunksOf, mutatedStream } from './mutate-stream.js'
import type { RecordedAnswer } from './recorded-answers.js'
import { SAMPLES, SHORT_SAMPLES } from './samples.js'

export interface Scene {
  readonly answers: readonly RecordedAnswer[]
  readonly guarded: GuardedCalls
  readonly floods?: boolean | undefined
}

const PATHS = [
  '/v1beta/models/%E0%A4%A:generateContent',
  '/v1beta/models/:streamGenerateContent',
  '/openai/deployments/%2f/chat/completions',
  `/${'a'.repeat(10_000)}`,
  '//',
  '/',
] as const
const FIELDS = [
  '0',
  '-1',
  '1e309',
  'NaN',
  '99999999999999999999',
  '1h',
  '6m0s',
  '-5ms',
  'soon',
  'Thu, 01 Jan 1970 00:00:00 GMT',
  '2026-13-45',
  '',
]
/** One case in so many is a flood. */
const FLOOD_EVERY = 1_000

/** One case: all of it is drawn from its seed. @returns what was exercised. */
export async function runCase(seed: number, scene: Scene): Promise<string> {
  const random = seededRandom(seed)
  const isFlood = scene.floods !== false && seed % FLOOD_EVERY === FLOOD_EVERY - 1
  const kinds = [requestCase, streamCase, answerCase, callCase, callCase]
  const what = await (isFlood ? floodCase(random, scene) : random.pick(kinds)(random, scene, seed))
  if ('polluted' in Object.prototype) throw new Error('Object.prototype was polluted')
  return what
}

function requestCase(random: Random): string {
  const { path, text } = drawRequest(random)
  return `request: ${checkRequest(path, parseJson(text))}`
}

function drawRequest(random: Random): { readonly path: string; readonly text: string } {
  const sample = random.pick(SAMPLES)
  const path = random.oneIn(12) ? random.pick([...PATHS, ...SAMPLES.map((other) => other.path)]) : sample.path
  return { path, text: mutatedJson(sample.body, random) }
}

function drawStream(random: Random, { answers }: Scene): { readonly api: string; readonly bytes: Uint8Array } {
  const streams = answers.filter(({ isStream }) => isStream)
  const { api, text } = random.pick(streams)
  const readAs = random.oneIn(8) ? random.pick([...streams.map((stream) => stream.api), 'generic']) : api
  return { api: readAs, bytes: mutatedStream(text, random) }
}

function streamCase(random: Random, scene: Scene): string {
  const { api, bytes } = drawStream(random, scene)
  const chunks = chunksOf(bytes, random)
  checkStream({ wire: wireNamed(api), bytes, chunks, stopAfter: random.integer(0, chunks.length) })
  return `stream: ${api}`
}

function wireNamed(api: string): Wire {
  const wire = wires.find(({ name }) => name === api)
  if (wire === undefined) throw new Error(`There is no wire '${api}'.`)
  return wire
}

function answerCase(random: Random, { answers }: Scene): string {
  const text = drawAnswer(random, answers)
  checkAnswer({ text, status: random.pick([200, 400, 429, 503, 529]), field: random.pick(FIELDS) })
  return 'answer'
}

function drawAnswer(random: Random, answers: readonly RecordedAnswer[]): string {
  const { text } = random.pick(answers.filter(({ isStream }) => !isStream))
  const mutated = mutatedJson(parseJson(text), random)
  return random.oneIn(8) ? `[${mutated},${mutated}]` : mutated
}

async function callCase(random: Random, scene: Scene, seed: number): Promise<string> {
  const budget = random.oneIn(3) ? random.pick(['small', 'medium', 'large'] as const) : 'roomy'
  const isStream = random.oneIn(2)
  const { path, text } = budget === 'roomy' ? drawRequest(random) : drawShort(random)
  const bytes = isStream ? drawStream(random, scene).bytes : damagedText(drawAnswer(random, scene.answers), random)
  const chunks = chunksOf(bytes, random, 500)
  const outcome = await scene.guarded.check({
    path,
    request: damagedText(text, random),
    answer: { isStream, chunks, breaksOff: random.oneIn(6) },
    leavesAfter: random.oneIn(4) ? random.integer(0, chunks.length) : undefined,
    budget,
    user: `user ${seed}`,
  })
  return `call: ${outcome}`
}

function drawShort(random: Random): { readonly path: string; readonly text: string } {
  const { path, body } = random.pick(SHORT_SAMPLES)
  return { path, text: JSON.stringify(body) }
}

async function floodCase(random: Random, scene: Scene): Promise<string> {
  const name = random.pick(Object.keys(FLOODS))
  await runFlood(name, random.pick(scene.answers.filter(({ isStream }) => isStream)), random, scene)
  return `flood: ${name}`
}

/** One flood, as a stream of its API and through the guard. */
export async function runFlood(
  name: string,
  { api, text }: RecordedAnswer,
  random: Random,
  scene: Scene,
): Promise<void> {
  const bytes = FLOODS[name]?.(text) ?? new Uint8Array(0)
  const chunks = chunksOf(bytes, random)
  await checkHeld(wireNamed(api), chunks)
  checkStream({ wire: wireNamed(api), bytes, chunks, stopAfter: random.integer(0, chunks.length) })
  const sample = SAMPLES.find((one) => one.api === api)
  const request = new TextEncoder().encode(JSON.stringify({ ...sample?.body, stream: true }))
  const answer = { isStream: random.oneIn(2), chunks: chunksOf(bytes, random, 500), breaksOff: false }
  const path = sample?.path ?? '/'
  const user = `flooded ${random.integer(0, 1e9)}`
  await scene.guarded.check({ path, request, answer, leavesAfter: undefined, budget: 'roomy', user })
}
