import { connect } from 'node:net'

/** A client that keeps what it hears. */
export interface SocketClient {
  readonly received: string
  /** How the connection ended: by `end`, or with an error code. */
  readonly ended: Promise<string>
  send(text: string): void
  /** Settles when so many bytes, or more, have come. */
  receives(length: number): Promise<void>
  /** Says that it sends nothing more. */
  finish(): void
  leave(): void
  onPiece(hear: (length: number) => void): void
}

export async function socketClient(port: number): Promise<SocketClient> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  let received = ''
  const ended = new Promise<string>((resolve) => {
    socket.once('end', () => resolve('end'))
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'))
  })
  socket.setEncoding('latin1').on('data', (text) => {
    received += text
  })
  await Promise.race([new Promise((resolve) => socket.once('connect', resolve)), ended])
  return {
    get received() {
      return received
    },
    ended,
    send: (text) => void socket.write(text, 'latin1'),
    async receives(length) {
      while (received.length < length) await new Promise((resolve) => socket.once('data', resolve))
    },
    finish: () => void socket.end(),
    leave: () => void socket.destroy(),
    onPiece: (hear) => void socket.on('data', (text) => hear(text.length)),
  }
}

/** What comes back for `text`, or as much of it as comes. */
export async function echoes(port: number, text: string): Promise<string> {
  const client = await socketClient(port)
  client.send(text)
  await Promise.race([client.receives(text.length), client.ended])
  client.leave()
  return client.received
}
