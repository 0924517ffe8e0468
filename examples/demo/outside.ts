import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { UserBill } from './bill.js'
import type { Replayed } from './replay.js'

export type FromOutside =
  | { readonly kind: 'listening'; readonly baseURL: string }
  | { readonly kind: 'replayed'; readonly report: Report }

export interface ToOutside {
  readonly appUrl: string
}

export interface Report extends Omit<Replayed, 'userOf'> {
  readonly bill: readonly UserBill[]
  /** Calls that the model is still at. */
  readonly openCalls: number
}

/** The model and the browsers, in a process of their own: the app meets them over HTTP alone. */
export interface Outside {
  /** For the client of the app. */
  readonly baseURL: string
  /** Sends the hour's traffic to the app. Settles when the last answer has come and the bill is complete; then it is over. */
  replay(appUrl: string): Promise<Report>
}

export async function startOutside(): Promise<Outside> {
  const child = fork(fileURLToPath(new URL('outside-process.ts', import.meta.url)))
  const { baseURL } = await told(child, 'listening')
  return {
    baseURL,
    async replay(appUrl) {
      const message: ToOutside = { appUrl }
      child.send(message)
      const { report } = await told(child, 'replayed')
      child.disconnect()
      return report
    },
  }
}

function told<Kind extends FromOutside['kind']>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<FromOutside, { kind: Kind }>> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) =>
      reject(new Error(`The process of model and browsers ended (${code}) before '${kind}'.`)),
    )
    child.once('message', (message) => resolve(message as Extract<FromOutside, { kind: Kind }>))
  })
}
