import { spawnSync } from 'node:child_process'
import { cpus } from 'node:os'

/**
 * Gives the server the first core and its client the others. On one core they would take turns, which halves what is fast and
 * hardly slows what is slow; the scheduler likes to put two there that wake each other. Where there is no taskset, it decides.
 */
export function pinApart(server: number, client: number | undefined): void {
  const last = cpus().length - 1
  if (client === undefined || last < 1) return
  pin('0', server)
  pin(`1-${last}`, client)
}

function pin(cores: string, pid: number): void {
  spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', cores, String(pid)], { stdio: 'ignore' })
}
