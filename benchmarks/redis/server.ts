import { Redis } from 'ioredis'
import { connected } from './connected.js'

/** The server as it is watched from outside: a connection of its own that nothing else is sent over. */
export interface Server {
  readonly control: Redis
  /** Forgets what commands took. */
  forget(): Promise<void>
  /** CPU us that the server used since it started. */
  cpuUs(): Promise<number>
  /** What a script took since `forget`, in us; `undefined` when none ran. */
  scriptUs(): Promise<Script | undefined>
  usedMemory(): Promise<number>
}

export interface Script {
  /** Of all that ran. */
  readonly total: number
  readonly mean: number
  readonly median: number
}

export async function watch(url: string): Promise<Server> {
  const control = await connected(new Redis(url))
  async function field(section: string, name: string): Promise<string | undefined> {
    const lines = (await control.info(section)).split('\r\n')
    return lines.find((line) => line.startsWith(`${name}:`))?.slice(name.length + 1)
  }
  return {
    control,
    async forget() {
      await control.config('RESETSTAT')
    },
    async cpuUs() {
      const [user, system] = [await field('cpu', 'used_cpu_user'), await field('cpu', 'used_cpu_sys')]
      return (Number(user) + Number(system)) * 1e6
    },
    async scriptUs() {
      const [mean, percentiles] = [
        await field('commandstats', 'cmdstat_evalsha'),
        await field('latencystats', 'latency_percentiles_usec_evalsha'),
      ]
      if (mean === undefined || percentiles === undefined) return undefined
      return { total: valueIn(mean, 'usec'), mean: valueIn(mean, 'usec_per_call'), median: valueIn(percentiles, 'p50') }
    },
    async usedMemory() {
      return Number(await field('memory', 'used_memory'))
    },
  }
}

/** Of `calls=3,usec=21,usec_per_call=7.00`. */
function valueIn(list: string, name: string): number {
  const pair = list.split(',').find((entry) => entry.startsWith(`${name}=`))
  return Number(pair?.slice(name.length + 1))
}
