import { startProcess } from './node-process.js'
import { startRedis } from './redis-server.js'

/** Starts servers, and is killed before it can end them. */
const running = await startRedis()
const frozen = await startRedis({ appendOnly: true })
await frozen.pause()
const child = await startProcess(new URL('./worker.fixture.ts', import.meta.url))
process.send?.([running.pid, frozen.pid, child.pid])
