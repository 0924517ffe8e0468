/** Runs work under a name after all that was begun under it before, whether that succeeded or not. */
export function inTurn(): <Result>(name: string, work: () => Promise<Result>) => Promise<Result> {
  const tails = new Map<string, Promise<unknown>>()
  return (name, work) => {
    const before = tails.get(name)
    const result = before === undefined ? work() : before.then(work, work)
    const tail = result.then(done, done)
    tails.set(name, tail)
    function done(): void {
      if (tails.get(name) === tail) tails.delete(name)
    }
    return result
  }
}
