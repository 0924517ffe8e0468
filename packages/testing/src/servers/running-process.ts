import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Socket } from 'node:net'
import { processState } from './process-state.js'
import { until } from './until.js'

/** How a process ended: by its own exit code, or by a signal. */
export interface ProcessExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** The signals that end a process. For others there is `process.kill(pid, signal)`. */
export type EndingSignal = 'SIGKILL' | 'SIGTERM' | 'SIGINT'

/** A child process that ends with this process, however this one ends. */
export interface RunningProcess {
  readonly pid: number
  readonly exited: Promise<ProcessExit>
  readonly isRunning: boolean
  /** Sends the signal, default SIGKILL; settles when the process has ended. */
  kill(signal?: EndingSignal): Promise<ProcessExit>
  /** SIGSTOP; settles when the process stands still. */
  pause(): Promise<void>
  /** SIGCONT. */
  resume(): void
}

/** Takes charge of a child that was just spawned; `folder` is removed if this process ends first. */
export async function runningProcess(child: ChildProcess, folder?: string): Promise<RunningProcess> {
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  child.on('error', () => {})
  await once(child, 'spawn')
  const { pid } = child
  if (pid === undefined) throw new Error('A process started without a process id.')
  endWithThisProcess(child, pid, folder)

  return {
    pid,
    exited,
    get isRunning() {
      return child.exitCode === null && child.signalCode === null
    },
    kill(signal = 'SIGKILL') {
      child.kill(signal)
      return exited
    },
    async pause() {
      if (!child.kill('SIGSTOP')) throw new Error(`Process ${pid} has ended: there is nothing to pause.`)
      // When `kill` returns, the signal is only on its way.
      await until(`process ${pid} stands still`, async () => (await processState(pid)) === 'T', 1)
    },
    resume: () => void child.kill('SIGCONT'),
  }
}

/**
 * A guard waits for the end of a pipe from this process, which comes even after SIGKILL, and then kills by process id. An exit
 * handler would not run then, nor ever in a Jest worker, whose tests see a copy of `process`.
 */
function endWithThisProcess(child: ChildProcess, pid: number, folder = ''): void {
  const script = 'read -r ended || { kill -9 "$1"; [ -z "$2" ] || rm -rf "$2"; }'
  const stdio = ['pipe', 'ignore', 'ignore'] as const
  const guard = spawn('/bin/sh', ['-c', script, 'guard', String(pid), folder], { detached: true, stdio: [...stdio] })
  guard.on('error', () => {})
  guard.unref()
  guard.stdin?.on('error', () => {})
  if (guard.stdin instanceof Socket) guard.stdin.unref()
  child.once('exit', () => guard.stdin?.end('ended\n'))
}
