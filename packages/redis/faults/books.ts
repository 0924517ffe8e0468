import { setTimeout as sleep } from 'node:timers/promises'
import { createLimiter, type Partition, type PeekReply, type Store, usedIn } from '@llm-limit/core'
import { redisStore } from '../src/index.js'
import { clientFor } from './app/client.js'
import { NAME, policyOf } from './app/policy.js'
import type { AppSettings, Target } from './app/settings.js'

/** What the counters in Redis say. */
export interface Books {
  /** Tokens used by each user. */
  readonly used: readonly number[]
  /** Of the whole app; undefined without a quota of it. */
  readonly everyone: number | undefined
  readonly org: number | undefined
  /** Reservations that are open. */
  readonly open: number
}

type Of = Omit<AppSettings, 'target' | 'seed' | 'diary' | 'work'>

/** Reads the counters past every proxy and every limiter that spends, with a client of its own. */
export async function readBooks(target: Target, settings: Of): Promise<Books> {
  const client = await clientFor(target)
  try {
    return await readWith(redisStore(client), settings)
  } finally {
    client.disconnect()
  }
}

async function readWith(store: Store, settings: Of): Promise<Books> {
  const seen: { partitions: readonly Partition[]; reply: PeekReply }[] = []
  const reading: Store = {
    ...store,
    async peek(partitions) {
      const reply = await store.peek(partitions)
      seen.push({ partitions, reply })
      return reply
    },
  }
  const limiter = createLimiter({ ...policyOf(settings), store: reading, storeDeadlineMs: 5_000 })
  const org = settings.org === undefined ? undefined : 'acme'
  for (const user of settings.users) await limiter.usage({ user, org })
  return {
    used: seen.map(({ partitions, reply }) => counterOf(partitions, reply, isUsers)),
    everyone: settings.everyone === undefined ? undefined : lastOf(seen, isEveryones),
    org: settings.org === undefined ? undefined : lastOf(seen, isOrgs),
    open: seen.reduce((sum, { reply }) => sum + openIn(reply), 0),
  }
}

const isEveryones = ({ key }: Partition): boolean => key === `${NAME}:{everyone}`
const isOrgs = ({ key }: Partition): boolean => key === `${NAME}:{o:acme}`
const isUsers = (partition: Partition): boolean => !isEveryones(partition) && !isOrgs(partition)

function lastOf(
  seen: readonly { partitions: readonly Partition[]; reply: PeekReply }[],
  which: (partition: Partition) => boolean,
): number {
  const last = seen.at(-1)
  return last === undefined ? 0 : counterOf(last.partitions, last.reply, which)
}

/** Tokens come first in every list. */
function counterOf(
  partitions: readonly Partition[],
  { records, now }: PeekReply,
  which: (partition: Partition) => boolean,
): number {
  const index = partitions.findIndex(which)
  const before = partitions.slice(0, index).reduce((sum, { quotas }) => sum + quotas.length, 0)
  return usedIn(records, partitions, now)[before] ?? 0
}

function openIn({ records, now }: PeekReply): number {
  return records.flatMap(({ leases }) => leases).filter(({ status, end }) => status === 'open' && end > now).length
}

/** Asks again and again, until the books are as they should be or time is up. */
export async function booksOnce(
  read: () => Promise<Books>,
  isRight: (books: Books) => boolean,
  withinMs: number,
): Promise<Books> {
  const until = performance.now() + withinMs
  for (;;) {
    const books = await read().catch(() => undefined)
    if (books !== undefined && (isRight(books) || performance.now() > until)) return books
    if (performance.now() > until + 5_000) return read()
    await sleep(200)
  }
}
