import type { Call } from './call.js'
import type { RefusedCall } from './refusal.js'

/** A refusal that holds for all calls to the same address, until its time is over. */
export interface Wait extends Pick<RefusedCall, 'refusal' | 'contentType' | 'body'> {
  readonly untilMs: number
}

export interface Waits {
  /** What holds for such a call; undefined when it may be sent. */
  find(call: Call, now: number): Wait | undefined
  add(call: Call, wait: Wait): void
  end(call: Call): void
  endAll(): void
}

interface Refused {
  readonly wait: Wait
  readonly length: number | undefined
}

export function waitList(): Waits {
  const byAddress = new Map<string, Refused>()
  return {
    find(call, now) {
      const refused = byAddress.get(call.address)
      if (refused === undefined || isShortened(call, refused)) return undefined
      if (now < refused.wait.untilMs) return refused.wait
      byAddress.delete(call.address)
      return undefined
    },
    add: ({ address, length }, wait) => void byAddress.set(address, { wait, length }),
    end: ({ address }) => void byAddress.delete(address),
    endAll: () => byAddress.clear(),
  }
}

/** As the server has advised. */
function isShortened({ length }: Call, refused: Refused): boolean {
  return refused.wait.refusal.advice === 'shorten' && length !== undefined && length < (refused.length ?? 0)
}

/** The same refusal once more, with the time that is left. */
export function refuseAgain({ refusal, contentType, body }: Wait, leftMs: number): Response {
  const headers = { 'Content-Type': contentType, 'Retry-After': String(Math.ceil(leftMs / 1000)) }
  const again = body.replace(/("retryAfterMs":)\d+/, `$1${Math.ceil(leftMs)}`)
  return new Response(again, { status: refusal.status, headers })
}
