// Preloaded with `node --import`: a program listens on a free port, whatever it asks for, and says on which.
import { Server } from 'node:net'

const { listen } = Server.prototype
let isFirst = true

/** Who listens a second time does so for another address of `localhost`, at the port that came of the first: Fastify does. */
function anywhere(where) {
  if (typeof where === 'number') return 0
  if (!isFirst || typeof where !== 'object') return where
  isFirst = false
  return { ...where, host: '127.0.0.1', port: 0 }
}

Server.prototype.listen = function listenAnywhere(where, ...rest) {
  this.once('listening', () => process.stdout.write(`listening on ${this.address().port}\n`))
  return listen.call(this, anywhere(where), ...rest)
}
