import { listOf, unexpected } from './messages/decode.js'
import type { Ask } from './messages/message-writer.js'
import type { Operation } from './scripts.gen.js'

/** The server does nothing else meanwhile: about half a millisecond if each is of a user with 64 open calls, mostly a fifth of one. */
const MOST = 12
/** In place of a reply (lua/answers.lua). */
const FAILED = 7

interface Waiting {
  readonly ask: Ask
  resolve(reply: unknown): void
  reject(cause: unknown): void
}

type Send = (operation: Operation, asks: readonly Ask[]) => Promise<unknown>

/** Asks of one operation that are made in the same turn of the event loop are sent together. Each is answered by itself. */
export function gathering(send: Send): (operation: Operation, ask: Ask) => Promise<unknown> {
  const gathered = new Map<Operation, Waiting[]>()
  let isAllowed = true

  function sendAll(): void {
    for (const operation of [...gathered.keys()]) void sendGathered(operation)
  }

  async function sendGathered(operation: Operation): Promise<void> {
    const all = gathered.get(operation) ?? []
    gathered.delete(operation)
    const asks = all.map(({ ask }) => ask)
    try {
      answer(all, await send(operation, asks))
    } catch (cause) {
      if (all.length > 1 && isAcrossSlots(cause)) sendApart(operation, all)
      else for (const { reject } of all) reject(cause)
    }
  }

  /** The server has done nothing, and would not next time. */
  function sendApart(operation: Operation, all: readonly Waiting[]): void {
    isAllowed = false
    for (const { ask, resolve, reject } of all) send(operation, [ask]).then(resolve, reject)
  }

  function gather(operation: Operation, waiting: Waiting): void {
    const before = gathered.get(operation)
    if (before === undefined) {
      if (gathered.size === 0) setImmediate(sendAll)
      gathered.set(operation, [waiting])
    } else if (before.push(waiting) === MOST) void sendGathered(operation)
  }

  return (operation, ask) =>
    isAllowed ? new Promise((resolve, reject) => gather(operation, { ask, resolve, reject })) : send(operation, [ask])
}

/** A cluster behind a proxy, or one of its nodes. */
function isAcrossSlots(cause: unknown): boolean {
  return cause instanceof Error && cause.message.includes('CROSSSLOT')
}

function answer(all: readonly Waiting[], reply: unknown): void {
  const [first] = all
  if (all.length === 1) return first?.resolve(reply)
  const replies = listOf(reply)
  if (replies.length !== all.length) unexpected()
  const kinds = replies.map((each) => listOf(each))
  all.forEach(({ resolve, reject }, i) => {
    const [kind, text] = kinds[i] ?? []
    if (kind === FAILED) reject(new Error(String(text)))
    else resolve(kinds[i])
  })
}
