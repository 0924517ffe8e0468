import type { ModelPrice } from '@llm-limit/core'

/** Whether no component of `price` is dearer than the same of `than`, for an input of any length, and one of them is cheaper. */
export function isCheaper(price: ModelPrice, than: ModelPrice): boolean {
  const lengths = [0, price.long?.from ?? 0, than.long?.from ?? 0]
  const pairs = lengths.flatMap((length) => zip(componentsAt(price, length), componentsAt(than, length)))
  return pairs.every(([a, b]) => a <= b) && pairs.some(([a, b]) => a < b)
}

function componentsAt(price: ModelPrice, inputTokens: number): readonly number[] {
  const {
    input,
    output,
    cacheRead = input,
    cacheWrite = input,
    longCacheWrite = cacheWrite,
  } = price.long !== undefined && inputTokens >= price.long.from ? price.long : price
  return [input, output, cacheRead, cacheWrite, longCacheWrite]
}

function zip(a: readonly number[], b: readonly number[]): readonly (readonly [number, number])[] {
  return a.map((value, i) => [value, b[i] ?? 0])
}
