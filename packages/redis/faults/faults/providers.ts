import { type Behaviour, faults } from '@llm-limit/testing'
import type { NamedFault } from '../fault.js'
import { tellWebStory } from '../web-story.js'

/** What a model does wrong, in turn. */
const WRONG: readonly Behaviour[] = [
  { fault: faults.rateLimited() },
  { fault: { kind: 'stalled', afterChunks: 5 }, outputTokens: 20 },
  { fault: faults.rateLimited({ limit: 'requests' }) },
  { fault: faults.overloaded() },
  { fault: { kind: 'hang' } },
  { fault: { kind: 'reset' } },
  { fault: { kind: 'cut', afterChunks: 8 }, outputTokens: 20 },
  { outputTokens: 20, chunkDelayMs: 10 },
]

/** Events of a whole stream, and one more: role, 20 words, reason, usage, end. */
const EVENTS = 25

export const providers: readonly NamedFault[] = [
  {
    name: 'provider-storm',
    what: 'the model answers 429 and 503, stalls, hangs, resets and breaks off, in turn',
    tell: () => tellWebStory({ model: (call) => WRONG[call % WRONG.length] ?? {} }),
  },
  {
    name: 'client-reset',
    what: 'clients reset their connection before the answer and after each event of the stream',
    tell: () => tellWebStory({ leaves: (visit) => (visit % (EVENTS + 2)) - 1 }),
  },
]
