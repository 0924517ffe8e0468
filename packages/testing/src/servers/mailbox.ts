import type { ChildProcess } from 'node:child_process'

interface Reader {
  resolve(message: unknown): void
  reject(error: Error): void
}

/** Gives the messages of a child, one a call, in order; rejects with `ended()` when there will be none. */
export function mailbox(child: ChildProcess, ended: () => Error): () => Promise<unknown> {
  const messages: unknown[] = []
  const readers: Reader[] = []
  let isOver = false

  child.on('message', (message) => {
    const reader = readers.shift()
    if (reader === undefined) messages.push(message)
    else reader.resolve(message)
  })
  // Not `exit`: that may come before the last message and the last output.
  child.on('close', () => {
    isOver = true
    for (const reader of readers) reader.reject(ended())
  })

  return function receive() {
    return new Promise((resolve, reject) => {
      if (messages.length > 0) resolve(messages.shift())
      else if (isOver) reject(ended())
      else readers.push({ resolve, reject })
    })
  }
}
