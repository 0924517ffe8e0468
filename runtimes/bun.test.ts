import { describeInProcess } from './describe-in-process.js'

describeInProcess('edge in Bun', {
  runtime: 'bun',
  flags: ['run'],
  program: 'bun.program.ts',
  sees: { bodySize: true, address: true, lastBytes: false },
})
