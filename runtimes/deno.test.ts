import { describeInProcess } from './describe-in-process.js'

describeInProcess('edge in Deno', {
  runtime: 'deno',
  flags: ['run', '--allow-all', '--no-config', '--no-lock'],
  program: 'deno.program.ts',
  sees: { bodySize: true, address: true },
})
