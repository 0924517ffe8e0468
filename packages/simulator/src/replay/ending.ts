import type { Admission, AdmittedCall, Usage } from '@llm-limit/core'
import type { Bins, Findings } from '../findings/findings.js'
import type { MoneyBooks } from '../findings/money-books.js'
import type { DueEvent } from './event-queue.js'
import type { Told } from './simulated-limiter.js'

/** Where endings are written down. */
export interface Desk {
  readonly books: MoneyBooks
  readonly findings: Findings
  readonly told: Readonly<Told>
}

/** The end of an answer: its one settlement. A class, since there is one for each request. */
export class Ending implements DueEvent {
  readonly atMs: number
  order = 0
  readonly #desk: Desk
  readonly #admission: Admission
  readonly #call: AdmittedCall | undefined
  readonly #bins: Bins
  readonly #usage: Usage

  /** @param call Where it was seen at the call door. */
  constructor(
    desk: Desk,
    atMs: number,
    admission: Admission,
    call: AdmittedCall | undefined,
    bins: Bins,
    usage: Usage,
  ) {
    this.atMs = atMs
    this.#desk = desk
    this.#admission = admission
    this.#call = call
    this.#bins = bins
    this.#usage = usage
  }

  happen(): undefined {
    const { books, findings, told } = this.#desk
    books.turnTo(this.#admission.tier, this.#admission.operation)
    if (this.#call === undefined) void this.#admission.settle(this.#usage)
    else {
      this.#call.settle(this.#usage)
      void this.#admission.end('finished')
    }
    findings.spent(this.#bins, told.nanoUsd)
    return undefined
  }
}
