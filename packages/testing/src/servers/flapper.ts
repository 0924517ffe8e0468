import type { Door } from './door.js'

/** Opens and closes a door in turn. */
export interface Flapper {
  /** Closes it, and changes it every `everyMs`. */
  start(everyMs: number): void
  stop(): void
}

/** `onClose` is done each time the door has closed. */
export function flapper(door: Door, onClose: () => void): Flapper {
  let timer: NodeJS.Timeout | undefined
  let isOpen = true

  async function turn(): Promise<void> {
    isOpen = !isOpen
    if (isOpen) return door.open()
    await door.close()
    onClose()
  }

  function stop(): void {
    clearInterval(timer)
    isOpen = true
  }

  return {
    start(everyMs) {
      stop()
      timer = setInterval(() => void turn(), everyMs)
      void turn()
    },
    stop,
  }
}
