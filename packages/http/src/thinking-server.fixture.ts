import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Loopback, serveRequests } from '@llm-limit/testing'

/** A server that thinks aloud without end, a word an event, in each API's manner. */
export interface ThinkingServer extends Loopback {
  /** Words that were sent. */
  readonly words: number
  /** Settles when the client leaves before the end. */
  readonly whenLeft: Promise<void>
}

const WORD = 'word '

/** What comes before the thinking, and one word of it. */
interface Thinking {
  readonly begin: readonly object[]
  readonly word: object
}

const response = {
  id: 'resp_1',
  object: 'response',
  created_at: 0,
  status: 'in_progress',
  model: 'gpt-5',
  output: [],
  error: null,
  incomplete_details: null,
}
const inItem = { item_id: 'rs_1', output_index: 0, summary_index: 0 }

const MANNERS: readonly (readonly [path: RegExp, thinking: Thinking])[] = [
  [
    /chat\/completions$/,
    {
      begin: [],
      word: {
        id: 'chatcmpl-1',
        object: 'chat.completion.chunk',
        created: 0,
        model: 'gpt-5',
        // As DeepSeek and those after it.
        choices: [{ index: 0, delta: { reasoning_content: WORD }, finish_reason: null }],
      },
    },
  ],
  [
    /responses$/,
    {
      begin: [
        { type: 'response.created', response },
        { type: 'response.output_item.added', output_index: 0, item: { id: 'rs_1', type: 'reasoning', summary: [] } },
        { type: 'response.reasoning_summary_part.added', ...inItem, part: { type: 'summary_text', text: '' } },
      ],
      word: { type: 'response.reasoning_summary_text.delta', ...inItem, delta: WORD },
    },
  ],
  [
    /messages$/,
    {
      begin: [
        {
          type: 'message_start',
          message: {
            id: 'msg_1',
            type: 'message',
            role: 'assistant',
            model: 'claude-opus-5-5',
            content: [],
            stop_reason: null,
            usage: { input_tokens: 3, output_tokens: 1 },
          },
        },
        { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
      ],
      word: { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: WORD } },
    },
  ],
  [
    /:streamGenerateContent$/,
    {
      begin: [],
      word: { candidates: [{ index: 0, content: { role: 'model', parts: [{ text: WORD, thought: true }] } }] },
    },
  ],
]

export async function thinkingServer(most: number): Promise<ThinkingServer> {
  let [words, isLeft] = [0, false]
  let left = (): void => {}
  const whenLeft = new Promise<void>((resolve) => {
    left = resolve
  })
  const app = await serveRequests(async (request) => {
    const { pathname } = new URL(request.url)
    const thinking = MANNERS.find(([path]) => path.test(pathname))?.[1]
    if (thinking === undefined) return new Response(null, { status: 404 })
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const event of thinking.begin) controller.enqueue(eventOf(event))
      },
      async pull(controller) {
        await nextTurn()
        if (isLeft) return
        controller.enqueue(eventOf(thinking.word))
        words += 1
        if (words === most) controller.close()
      },
      cancel() {
        isLeft = true
        left()
      },
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  })
  return {
    ...app,
    get words() {
      return words
    },
    whenLeft,
  }
}

function eventOf(event: object): Uint8Array {
  const name = 'type' in event ? `event: ${event.type}\n` : ''
  return new TextEncoder().encode(`${name}data: ${JSON.stringify(event)}\n\n`)
}
