import { createServer, type Server, type Socket } from 'node:net'

/** A port of 127.0.0.1 that can be closed and opened again; connections that were made stay. */
export interface Door {
  readonly port: number
  open(): Promise<void>
  close(): Promise<void>
}

/** Opens the port; `enter` gets each connection. */
export async function doorAt(port: number, enter: (socket: Socket) => void): Promise<Door> {
  let server: Server | undefined = await listening(port, enter)
  let turn: Promise<void> = Promise.resolve()

  function inTurn(work: () => Promise<void>): Promise<void> {
    const done = turn.then(work)
    turn = done.catch(() => {})
    return done
  }

  return {
    port,
    open: () =>
      inTurn(async () => {
        server ??= await listening(port, enter)
      }),
    close: () =>
      inTurn(async () => {
        server?.close()
        server = undefined
      }),
  }
}

function listening(port: number, enter: (socket: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, enter)
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}
