import type { Clock } from './clock.js'

/** The one file through which time, timers and chance enter production code. */
export const systemClock: Clock = {
  now: () => Date.now(),
  steady: () => Math.floor(performance.now()),
  setTimer(fire, delayMs) {
    const timer: unknown = setTimeout(fire, delayMs)
    unref(timer)
    return () => clearTimeout(timer as Parameters<typeof clearTimeout>[0])
  },
  // https://developers.cloudflare.com/workers/runtime-apis/web-standards/#navigatoruseragent
  isPerRequest: globalThis.navigator?.userAgent === 'Cloudflare-Workers',
}

/** Node timers would keep a process alive that has nothing else to do; other runtimes have no such handle. */
function unref(timer: unknown): void {
  if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function')
    timer.unref()
}

/** From 0 to below 1; not for secrets. */
export const systemRandom = (): number => Math.random()

/** Ids that no other process makes: 96 random bits of this maker, then a count. Workers have no chance before the first request. */
export function idMaker(): () => string {
  let prefix: string | undefined
  let count = 0
  return () => {
    prefix ??= Array.from(globalThis.crypto.getRandomValues(new Uint32Array(3)), (word) => word.toString(36)).join('')
    count += 1
    return `${prefix}-${count}`
  }
}
