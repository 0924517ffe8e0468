#!/usr/bin/env node
import { runCommand } from './command/simulate-command.js'
import { progressOn } from './terminal/progress.js'

async function main(): Promise<void> {
  const code = await runCommand(process.argv.slice(2), {
    out: (text) => process.stdout.write(text),
    error: (text) => process.stderr.write(text),
    progress: progressOn(process.stderr),
  })
  // The app's module may have opened connections that would keep this process going.
  process.stdout.write('', () => process.exit(code))
}

void main()
