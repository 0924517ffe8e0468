/** A value, or the promise of one. */
export type MaybePromise<Value> = Value | Promise<Value>

/** Goes on with a value at once where it is there: on Node a promise costs more than most steps of a guard. */
export function goOn<Value, Result>(
  value: MaybePromise<Value>,
  next: (value: Value) => MaybePromise<Result>,
): MaybePromise<Result> {
  return isPromise(value) ? Promise.resolve(value).then(next) : next(value)
}

/** Promises of other realms and of database clients too: `await` takes whatever has a `then`. */
export function isPromise<Value>(value: MaybePromise<Value>): value is Promise<Value> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
