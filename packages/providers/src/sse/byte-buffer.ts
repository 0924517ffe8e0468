const SMALLEST = 512

/** Bytes collected from chunks of any size, amortised linear: 1-byte chunks cost no object each. */
export interface ByteBuffer {
  readonly length: number
  append(bytes: Uint8Array): void
  /** Gives everything away and starts empty. */
  take(): Uint8Array
}

export function createByteBuffer(): ByteBuffer {
  let storage = new Uint8Array(0)
  let length = 0

  function append(bytes: Uint8Array): void {
    const needed = length + bytes.length
    if (needed > storage.length) {
      const larger = new Uint8Array(Math.max(needed, storage.length * 2, SMALLEST))
      larger.set(storage.subarray(0, length))
      storage = larger
    }
    storage.set(bytes, length)
    length = needed
  }

  // The storage goes with the bytes: what was taken may be passed on and must not be overwritten later.
  function take(): Uint8Array {
    const taken = storage.subarray(0, length)
    storage = new Uint8Array(0)
    length = 0
    return taken
  }

  return {
    get length() {
      return length
    },
    append,
    take,
  }
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return only
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
