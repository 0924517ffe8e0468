import { describe, expect, it } from '@jest/globals'
import type { Mode } from '@llm-limit/core'
import { createLimiter } from './create-limiter.js'
import { createGuard } from './guard.js'
import type { GuardOptions } from './options.js'
import { guardWeb } from './web-guard.js'

const LONG = JSON.stringify({ prompt: 'word '.repeat(1_000) })

interface Sent {
  readonly mode?: Mode
  readonly operation?: GuardOptions<Request>['operation']
  readonly length: 'stated' | 'unknown'
}

/** What becomes of a JSON body of 5 KB where 1 KB may be read: the status, and what the handler reads. */
async function send({ mode = 'enforce', operation, length }: Sent): Promise<readonly [number, string]> {
  const limiter = createLimiter({ quotas: ['1M tokens / hour'], mode })
  const guard = createGuard<Request, string>({ limiter, operation, maxBodyBytes: 1_024, log: false })
  const headers = { 'content-type': 'application/json', ...(length === 'stated' ? { 'content-length': '5015' } : {}) }
  const init = { method: 'POST', headers, body: inPieces(LONG), duplex: 'half' } as const
  const request = new Request('https://app.test/ai', init)
  const handle = async (readable: Request): Promise<Response> => new Response(await readable.text())
  const answer = await guardWeb({ guard, request, address: undefined, handle })
  return [answer.status, await answer.text()]
}

function inPieces(text: string): ReadableStream<Uint8Array> {
  const pieces = text.match(/.{1,400}/gs) ?? []
  return new ReadableStream({
    pull(controller) {
      const piece = pieces.shift()
      if (piece === undefined) controller.close()
      else controller.enqueue(new TextEncoder().encode(piece))
    },
  })
}

describe('guardWeb', () => {
  for (const length of ['stated', 'unknown'] as const) {
    it(`refuses a body that is too long, its length ${length}`, async () => {
      expect((await send({ length }))[0]).toBe(413)
    })

    it(`hands on a long body whole where the operation is false, its length ${length}`, async () => {
      expect(await send({ length, operation: () => false })).toEqual([200, LONG])
    })

    it(`hands on a long body whole where the mode refuses nothing, its length ${length}`, async () => {
      for (const mode of ['shadow', 'off'] as const) expect(await send({ length, mode })).toEqual([200, LONG])
    })
  }
})
