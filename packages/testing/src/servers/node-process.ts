import { fork, type Serializable } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { mailbox } from './mailbox.js'
import { type EndingSignal, type ProcessExit, runningProcess } from './running-process.js'

/** What a child process gets besides its arguments. */
export interface ProcessOptions {
  /** Over the variables of this process. `TSX_TSCONFIG_PATH` names a tsconfig whose `paths` count. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** Default the working directory of this process. */
  readonly cwd?: string | undefined
}

/** A Node process that runs a module, and may be killed in the middle of it. It ends with this process, whatever happens. */
export interface NodeProcess extends AsyncDisposable {
  readonly pid: number
  /** How it ended; settles when it has. */
  readonly exited: Promise<ProcessExit>
  /** What it wrote to stdout and stderr so far. */
  readonly output: string
  /** Sends what `process.on('message', ...)` of the child gets, as structured clone copies it. Throws when the child has ended. */
  send(message: Serializable): void
  /** The next thing that the child gave to `process.send`, in order. Rejects when the child ends without. */
  receive(): Promise<unknown>
  /** Ends the process by a signal, default SIGKILL, the only one that a frozen process heeds; settles when it has ended. */
  kill(signal?: EndingSignal): Promise<ProcessExit>
  /** Freezes the process by SIGSTOP; settles when it stands still. */
  pause(): Promise<void>
  /** Lets a frozen process go on. */
  resume(): void
  /** Ends the process, if it still runs. */
  stop(): Promise<void>
}

/**
 * Runs a module in a process of its own; settles when the process runs, before the module is loaded.
 * @param module TypeScript or JavaScript, as a file or file URL: `new URL('./worker.fixture.ts', import.meta.url)`.
 *   TypeScript needs `tsx` in the project; `paths` of the tsconfig.json in the child's working directory count.
 * @param args what the child finds in `process.argv` from 2 on.
 */
export async function startProcess(
  module: string | URL,
  args: readonly string[] = [],
  { env = {}, cwd }: ProcessOptions = {},
): Promise<NodeProcess> {
  const file = String(module).startsWith('file:') ? fileURLToPath(module) : String(module)
  const child = fork(file, [...args], {
    // Without this, the flags of this process would count, such as those of Jest.
    execArgv: /\.[cm]?tsx?$/.test(file) ? ['--import', 'tsx'] : [],
    env: { ...process.env, ...env },
    cwd,
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      output += text
    })
  }
  const receive = mailbox(child, () => new Error(`${file} ended, and sent no further message.\n${output}`))
  const running = await runningProcess(child)
  const stop = async (): Promise<void> => void (await running.kill())

  return {
    pid: running.pid,
    exited: running.exited,
    get output() {
      return output
    },
    send(message) {
      if (!child.connected) throw new Error(`${file} has ended: nothing can be sent to it.`)
      child.send(message, () => {})
    },
    receive,
    kill: running.kill,
    pause: running.pause,
    resume: running.resume,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
