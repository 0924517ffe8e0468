import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'

const PATIENCE_MS = 3_000
/** Some runtimes hear of a client that left a few ms late, while their turns take next to none. */
const QUIET_MS = 20

/** Lets the process go on until `condition` holds; fails by name rather than by the runner's timeout. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Waited ${PATIENCE_MS} ms until ${what}, in vain.`)
    await nextTurn()
  }
}

/** Lets what is under way in sockets and promises go on, for tests that nothing more happens. */
export async function quiet(turns = 20): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await nextTurn()
  await sleep(QUIET_MS)
}

/** A promise that a test settles. */
export interface Gate {
  readonly passed: Promise<void>
  open(): void
}

export function gate(): Gate {
  let open = (): void => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { passed, open }
}
