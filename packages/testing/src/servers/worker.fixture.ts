import { createLimiter } from '@llm-limit/core'

/** The child of the tests: says who it is, and does what it is told. */
interface Order {
  readonly echo?: unknown
  readonly exit?: number
  readonly fail?: string
}

process.on('message', ({ echo, exit, fail }: Order) => {
  if (echo !== undefined) process.send?.(echo)
  if (exit !== undefined) process.exit(exit)
  if (fail !== undefined) throw new Error(fail)
})
process.on('SIGTERM', () => process.exit(42))

process.send?.({
  args: process.argv.slice(2),
  name: process.env['WORKER_NAME'],
  pid: process.pid,
  core: createLimiter.name && import.meta.resolve('@llm-limit/core'),
})
