import { breakOff } from './break-off.js'
import type { Exchange } from './exchange.js'
import { NO_OUTPUT, type TokenCounts } from './usage.js'

export interface JsonAnswer {
  readonly model: string
  readonly counts: TokenCounts
  readonly body: unknown
}

/** Sends a JSON answer, or what its fault makes of it. From its first byte on it is whole, and billed in full. */
export async function sendJson(exchange: Exchange, { model, counts, body }: JsonAnswer): Promise<void> {
  const { behaviour, connection, broken, charge } = exchange
  const line = { model, stream: false, status: 200, counts, aborted: false }
  await connection.wait(behaviour.firstByteDelayMs ?? 0)
  if (connection.gone) {
    const billsOn = behaviour.onAbort === 'bills-on'
    return charge({ ...line, status: undefined, aborted: true, counts: billsOn ? counts : { ...counts, ...NO_OUTPUT } })
  }
  const headers = { 'content-type': 'application/json', ...behaviour.headers }
  const text = JSON.stringify(body)
  if (broken === undefined || broken.kind === 'malformed' || broken.kind === 'error-event') {
    charge(line)
    return connection.send(200, headers, broken === undefined ? text : '<html>Bad Gateway</html>')
  }
  charge({ ...line, aborted: true })
  connection.begin(200, headers)
  await connection.write(text.slice(0, text.length / 2))
  return breakOff(connection, broken.kind)
}
