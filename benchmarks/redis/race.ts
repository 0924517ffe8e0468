import { inFlight } from './in-flight.js'
import type { Server } from './server.js'

/** One implementation. Its phases are done one after the other, each for all of its subjects in turn. */
export interface Racer {
  readonly name: string
  readonly subjects: number
  readonly phases: readonly Phase[]
}

export interface Phase {
  readonly name: string
  work(turn: number): Promise<unknown>
}

/** What a call took in a round. */
export interface Took {
  readonly wallUs: number
  readonly clientUs: number
  readonly serverUs: number
  /** Scripts of a call, which may be several; one script may also be that of several calls. */
  readonly scriptUs: number
  /** How long a script kept the server from anything else. */
  readonly scriptMedianUs: number
}

/** By the name of the phase, a figure for each round. */
export type Race = ReadonlyMap<string, readonly Took[]>

export interface Course {
  readonly width: number
  readonly calls: number
  readonly rounds: number
}

/** Interleaved: each round has everyone once, every other round backwards. The first round warms up. */
export async function race(server: Server, racers: readonly Racer[], course: Course): Promise<Race> {
  const tooks = new Map<string, Took[]>(racers.flatMap(({ phases }) => phases.map(({ name }) => [name, []])))
  for (let round = 0; round <= course.rounds; round += 1) {
    for (const { subjects, phases } of round % 2 === 0 ? racers : [...racers].reverse()) {
      const calls = Math.min(course.calls, subjects)
      for (const { name, work } of phases) {
        const took = await time(server, course.width, calls, (turn) => work(round * calls + turn))
        if (round > 0) tooks.get(name)?.push(took)
      }
    }
  }
  return tooks
}

async function time(
  server: Server,
  width: number,
  calls: number,
  work: (turn: number) => Promise<unknown>,
): Promise<Took> {
  await server.forget()
  const serverStart = await server.cpuUs()
  const [cpuStart, start] = [process.cpuUsage(), performance.now()]
  await inFlight(width, calls, work)
  const wallUs = (performance.now() - start) * 1000
  const { user, system } = process.cpuUsage(cpuStart)
  const serverUs = (await server.cpuUs()) - serverStart
  const script = await server.scriptUs()
  return {
    wallUs: wallUs / calls,
    clientUs: (user + system) / calls,
    serverUs: serverUs / calls,
    scriptUs: (script?.total ?? Number.NaN) / calls,
    scriptMedianUs: script?.median ?? Number.NaN,
  }
}
