/** Does `work(0)` to `work(count - 1)`, at any time `width` of them at once. */
export async function inFlight(width: number, count: number, work: (turn: number) => Promise<unknown>): Promise<void> {
  let next = 0
  async function worker(): Promise<void> {
    while (next < count) {
      next += 1
      await work(next - 1)
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, count) }, worker))
}
