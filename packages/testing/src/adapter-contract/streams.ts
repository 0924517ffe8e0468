import type { RawClient } from './raw-client.js'
import type { Contract, Scene } from './scene.js'
import { quiet, until } from './waiting.js'

/** A stream that stands still before every chunk, and says on every chunk what it has used: the truth is known at any of them. */
export const PACED = { outputTokens: 6, usage: 'every', chunkDelayMs: 10 } as const

/** The role, six words, the finish reason. */
export const PACED_CHUNKS = 8

/** Lets the model go on until `count` reservations are settled. */
export async function finishStreams(
  { pace, settlements }: Pick<Scene, 'pace' | 'settlements'>,
  count: number,
): Promise<void> {
  await until('the stream is over', () => {
    if (pace.pending > 0) pace.advance(PACED.chunkDelayMs)
    return settlements.length >= count
  })
}

/** Waits for the fields of a response whose body has not begun; where they come with it, for the model that is about to begin it. */
export async function beginsToAnswer({ harness }: Contract, { pace }: Scene, client: RawClient): Promise<void> {
  if (harness.sees.lateFields !== true) return client.receives('200 OK')
  await until('the model waits', () => pace.pending > 0)
  await quiet()
}

/** Lets the model go on until the client has `count` chunks. */
export async function receiveChunks({ pace }: Pick<Scene, 'pace'>, client: RawClient, count: number): Promise<void> {
  while (client.chunks < count) {
    const next = client.chunks + 1
    await until('the model waits', () => pace.pending > 0)
    pace.advance(PACED.chunkDelayMs)
    await client.receivesChunks(next)
  }
}
