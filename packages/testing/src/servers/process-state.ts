import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/** The state of a process as `ps` writes it: `R` runs, `S` sleeps, `T` is stopped, `Z` has ended unnoticed; `` when there is none. */
export async function processState(pid: number): Promise<string> {
  try {
    return process.platform === 'linux' ? await readState(pid) : await askPs(pid)
  } catch {
    return ''
  }
}

async function readState(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // "pid (name) state ...", and a name may contain anything.
  return stat.charAt(stat.lastIndexOf(')') + 2)
}

async function askPs(pid: number): Promise<string> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'state=', '-p', String(pid)])
  return stdout.trim().charAt(0)
}
