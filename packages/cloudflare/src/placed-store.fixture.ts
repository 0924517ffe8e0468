import { type Clock, memoryStore, type Partition, type Store, StoreError } from '@llm-limit/core'
import { objectOf } from './object-of.js'

/** A store that notes which object would be asked for each key, and fails while it is down. */
export interface PlacedStore extends Store {
  isDown: boolean
  /** Names of objects, by key. */
  readonly places: ReadonlyMap<string, ReadonlySet<string>>
  /** What was asked, with the keys: 'reset llm:{u:ada}'. */
  readonly asked: ReadonlySet<string>
}

export function placedStore(clock: Clock): PlacedStore {
  const memory = memoryStore({ clock })
  const places = new Map<string, Set<string>>()
  const asked = new Set<string>()

  async function at<Reply>(what: string, partitions: readonly Partition[], act: () => Reply): Promise<Awaited<Reply>> {
    if (store.isDown) throw new StoreError('Down.')
    asked.add([what, ...partitions.map(({ key }) => key)].join(' '))
    const object = objectOf(partitions)
    for (const { key } of partitions) places.set(key, (places.get(key) ?? new Set()).add(object))
    return await act()
  }

  const store: PlacedStore = {
    isDown: false,
    places,
    asked,
    reserve: (call) => at('reserve', call.partitions, () => memory.reserve(call)),
    raise: (reservation, call) => at('raise', reservation.partitions, () => memory.raise(reservation, call)),
    renew: (reservation, call) => at('renew', reservation.partitions, () => memory.renew(reservation, call)),
    settle: (reservation, end) => at('settle', reservation.partitions, () => memory.settle(reservation, end)),
    peek: (partitions) => at('peek', partitions, () => memory.peek(partitions)),
    reset: (partitions) => at('reset', partitions, () => memory.reset(partitions)),
    health: () => at('health', [], () => undefined),
    close: async () => {},
  }
  return store
}
