import { type Clock, InvalidAmountError, systemClock } from '@llm-limit/core'
import { type TableStore, tableStore } from '@llm-limit/core/store-kit'
import { carried } from './carried.js'
import { type KeptRecords, keptRecords } from './kept-records.js'
import { INVALID_AMOUNT, LONGEST_MESSAGE, type Message, TOO_LONG } from './message.js'
import type { ObjectState, ObjectStorage } from './platform.js'

/** At least so long between two sweeps: each wakes the object. */
const SWEEP_MS = 3_600_000

/**
 * The Durable Object that counts: export it from your Worker, and bind it with `new_sqlite_classes`. A message is one operation, done and
 * written in one go; the answer leaves when it is on disk.
 */
export class BudgetObject {
  /** By it `DurableObjectNamespace<BudgetObject>` compiles, as `wrangler types` writes it. */
  declare readonly __DURABLE_OBJECT_BRAND: never
  readonly #storage: ObjectStorage
  readonly #clock: Pick<Clock, 'now'>
  readonly #records: KeptRecords
  readonly #store: TableStore
  #hasAlarm: boolean | undefined

  constructor({ storage }: ObjectState, _env?: unknown, clock: Pick<Clock, 'now'> = systemClock) {
    this.#storage = storage
    this.#clock = clock
    this.#records = keptRecords(storage.kv)
    this.#store = tableStore(this.#records, clock)
  }

  async fetch(request: Request): Promise<Response> {
    const text = await request.text()
    if (text.length > LONGEST_MESSAGE) return new Response(null, { status: TOO_LONG })
    const message: Message = JSON.parse(text)
    this.#hasAlarm ??= (await this.#storage.getAlarm()) !== null
    try {
      const reply = this.#storage.transactionSync(() => replyTo(this.#store, message))
      await this.#keepSwept()
      return Response.json(reply)
    } catch (error) {
      if (error instanceof InvalidAmountError) return new Response(null, { status: INVALID_AMOUNT })
      throw error
    }
  }

  /** Drops what is idle, and the whole object when nothing is left. */
  async alarm(): Promise<void> {
    this.#hasAlarm = false
    const now = this.#clock.now()
    const next = this.#records.sweep(now)
    if (this.#records.isEmpty()) return this.#storage.deleteAll()
    await this.#setAlarm(next === now ? now : Math.max(now + SWEEP_MS, next))
  }

  /** In the same turn as what was written, so that both are stored or neither. */
  async #keepSwept(): Promise<void> {
    if (this.#hasAlarm !== true && !this.#records.isEmpty()) await this.#setAlarm(this.#clock.now() + SWEEP_MS)
  }

  async #setAlarm(at: number): Promise<void> {
    if (!Number.isFinite(at)) return
    this.#hasAlarm = true
    await this.#storage.setAlarm(at)
  }
}

function replyTo(store: TableStore, message: Message): unknown {
  switch (message.do) {
    case 'reserve':
      return withCarried(store.reserve(message.call))
    case 'raise':
      return withCarried(store.raise(message.reservation, message.call))
    case 'renew':
      return store.renew(message.reservation, message.call)
    case 'settle':
      return store.settle(message.reservation, message.settlement)
    case 'peek':
      return withCarried(store.peek(message.partitions))
    case 'reset':
      store.reset(message.partitions)
      return { kind: 'reset' }
    case 'health':
      return { kind: 'well' }
  }
}

function withCarried(reply: ReturnType<TableStore['reserve' | 'peek']>): unknown {
  return 'records' in reply ? { ...reply, records: reply.records.map(carried) } : reply
}
