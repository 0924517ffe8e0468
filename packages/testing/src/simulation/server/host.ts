import type { World } from '../world.js'
import type { Operation } from './operation.js'
import type { SimulatedServer } from './simulated-server.js'

/** Where a server is reached, whatever happens to the process there. */
export interface Host {
  server: SimulatedServer
  /** `silent`: nothing comes back, not even a refused connection. */
  state: 'up' | 'frozen' | 'refusing' | 'down' | 'silent' | 'demoted'
  /** Scripts that it knows by their hash. */
  readonly scripts: Set<Operation['do']>
  /** A message has arrived. */
  deliver(message: Message): void
  thaw(): void
}

export interface Message {
  /** Done by the server, now. */
  readonly execute: (server: SimulatedServer) => void
  /** Sent back instead of doing anything. */
  readonly fail: (why: string) => void
}

export function hostOf(world: World, server: SimulatedServer): Host {
  const waiting: Message[] = []
  const host: Host = {
    server,
    state: 'up',
    scripts: new Set(SCRIPTS),
    deliver(message) {
      if (host.state === 'up') return message.execute(host.server)
      world.count(`message to a ${host.state} server`)
      if (host.state === 'frozen') waiting.push(message)
      else if (host.state !== 'silent') message.fail(ERRORS[host.state])
    },
    thaw() {
      host.state = 'up'
      for (const message of waiting.splice(0)) message.execute(host.server)
    },
  }
  return host
}

const SCRIPTS = ['reserve', 'raise', 'renew', 'settle', 'peek'] as const

const ERRORS = {
  refusing: 'BUSY Redis is busy running a script.',
  down: 'connect ECONNREFUSED',
  demoted: "READONLY You can't write against a read only replica.",
} as const
