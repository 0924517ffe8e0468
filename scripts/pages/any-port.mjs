// Preloaded with `node --import`: a program listens on a free port, whatever it asks for, and says on which.
import { Server } from 'node:net'

const { listen } = Server.prototype

Server.prototype.listen = function listenAnywhere(port, ...rest) {
  this.once('listening', () => process.stdout.write(`listening on ${this.address().port}\n`))
  return listen.call(this, typeof port === 'number' ? 0 : port, ...rest)
}
