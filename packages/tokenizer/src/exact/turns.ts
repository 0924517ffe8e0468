let latest: Promise<void> = Promise.resolve()

/**
 * Resolves in a turn of the event loop that no other caller gets, first come, first served:
 * however many counts run at once, timers and sockets are served after every slice.
 */
export function nextTurn(): Promise<void> {
  latest = latest.then(() => new Promise<void>(later))
  return latest
}

function later(resolve: () => void): void {
  if (typeof setImmediate === 'function') setImmediate(resolve)
  else setTimeout(resolve, 0)
}
