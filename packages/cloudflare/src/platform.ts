/** As much of the platform as is used: its types are no dependency, and theirs fit. */

/** The binding of a Durable Object class. */
export interface ObjectNamespace<Id = unknown> {
  idFromName(name: string): Id
  get(id: Id): ObjectStub
}

export interface ObjectStub {
  fetch(url: string, init: { readonly method: 'POST'; readonly body: string }): Promise<ObjectAnswer>
}

export interface ObjectAnswer {
  readonly status: number
  text(): Promise<string>
}

/** What an object is made with. */
export interface ObjectState {
  readonly storage: ObjectStorage
}

/** https://developers.cloudflare.com/durable-objects/api/sqlite-storage-api/ */
export interface ObjectStorage {
  readonly kv: KeyValues
  /** What is written within is written together or, when it throws, not at all. */
  transactionSync<Value>(work: () => Value): Value
  getAlarm(): Promise<number | null>
  setAlarm(at: number): Promise<void>
  deleteAll(): Promise<void>
}

export interface KeyValues {
  get(key: string): unknown
  put(key: string, value: unknown): void
  delete(key: string): unknown
  list(options: { readonly startAfter?: string; readonly limit: number }): Iterable<readonly [string, unknown]>
}
