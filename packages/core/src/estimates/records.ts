/** A value, and the version that the next write of it has to name. */
export interface StoredRecord {
  readonly value: string
  readonly version: number
}

/**
 * The port of what limiters of several processes know together and may lose: small texts, written off the path of any request.
 * Keys hold no text of a caller; values are at most 64 KiB.
 */
export interface Records {
  /** @returns undefined when nothing was written, or when its time is over. */
  get(key: string): Promise<StoredRecord | undefined>
  /**
   * Writes in one atomic step when the stored version is still `version`, 0 where nothing is stored; the new one is one higher.
   * Each write gives the record `ttlMs` to live: the end of it frees memory, and decides nothing.
   * @returns whether it was written.
   */
  compareAndSet(key: string, value: string, version: number, ttlMs: number): Promise<boolean>
}
