import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'

export interface ProgramOptions {
  /** The arguments of `node`; with `input`, `-` is added. */
  readonly parameters: readonly string[]
  /** The program, when it comes from no file. */
  readonly input?: string | undefined
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
}

/** A server of its own process, as a reader of the README would start it; on any free port. */
export interface Program extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`. */
  readonly origin: string
}

const ANY_PORT = new URL('./any-port.mjs', import.meta.url).href
const PATIENCE_MS = 60_000

/** @throws Error with all that the program wrote, when it ends or stays silent instead of listening. */
export async function runProgram({ parameters, input, folder, env }: ProgramOptions): Promise<Program> {
  const child = spawn(process.execPath, ['--import', ANY_PORT, ...parameters, ...(input === undefined ? [] : ['-'])], {
    cwd: folder,
    env: { PATH: process.env['PATH'], NODE_ENV: 'test', ...env },
    stdio: 'pipe',
  })
  child.stdin.end(input)
  try {
    return { origin: await originOf(child), [Symbol.asyncDispose]: () => stop(child) }
  } catch (cause) {
    await stop(child)
    throw cause
  }
}

function originOf(child: ChildProcessWithoutNullStreams): Promise<string> {
  return new Promise((resolve, reject) => {
    let written = ''
    const fail = (why: string): void => reject(new Error(`The program ${why}. It wrote:\n${written}`))
    const timer = setTimeout(() => fail('does not listen'), PATIENCE_MS)
    const read = (bytes: Buffer): void => {
      written += bytes
      const port = /^listening on (\d+)$/m.exec(written)?.[1]
      if (port === undefined) return
      clearTimeout(timer)
      resolve(`http://127.0.0.1:${port}`)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => {
      clearTimeout(timer)
      fail(`ended with ${code}`)
    })
  })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill()
  await exit
}
