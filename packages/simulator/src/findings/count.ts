/** What became of requests. Plain numbers, so that a report is nothing else. */
export interface Count {
  /** Requests that were made. */
  requests: number
  /** Requests of the log that were not made, since their user gave up or slowed down. */
  unmade: number
  served: number
  /** Served, and told that the budget nears its end. */
  warned: number
  /** Served on a lower rung. */
  degraded: number
  /** Served with less room for the answer than requests of that kind have on the first rung. */
  clamped: number
  /** Answers that were longer in the log than their cap was here. */
  cut: number
  /** Served by the model asked for, and not cut. */
  full: number
  /** Served after waiting for a refill. */
  waited: number
  /** Requests that were not served in the end. */
  refused: number
  /** Refusals, those counted too after which a user came again. */
  refusals: number
  /** Tokens of answers in the log. */
  outputTokens: number
  /** Of these, tokens that were served. */
  servedTokens: number
  /** Tokens of the answers that were served in full. */
  fullTokens: number
  /** What all requests made would have cost in full, at the models asked for. */
  demandedNanoUsd: number
  spentNanoUsd: number
  /** Of what was demanded: not spent since a cheaper model served. */
  savedByModelNanoUsd: number
  /** Of what was demanded: not spent since answers were cut. */
  savedByLengthNanoUsd: number
  /** Of what was demanded: by requests that were refused. */
  refusedNanoUsd: number
}

export function noCount(): Count {
  return {
    requests: 0,
    unmade: 0,
    served: 0,
    warned: 0,
    degraded: 0,
    clamped: 0,
    cut: 0,
    full: 0,
    waited: 0,
    refused: 0,
    refusals: 0,
    outputTokens: 0,
    servedTokens: 0,
    fullTokens: 0,
    demandedNanoUsd: 0,
    spentNanoUsd: 0,
    savedByModelNanoUsd: 0,
    savedByLengthNanoUsd: 0,
    refusedNanoUsd: 0,
  }
}

/** How a request was served. */
export interface ServedFacts {
  readonly phase: string
  readonly rung: number
  readonly isClamped: boolean
  readonly hasWaited: boolean
  readonly isOtherModel: boolean
  /** Of the answer in the log. */
  readonly askedTokens: number
  readonly servedTokens: number
  /** In full, at the model asked for. */
  readonly demandedNanoUsd: number
  /** As much of it as was served, at the model asked for. */
  readonly servedNanoUsd: number
}

export function countServed(count: Count, facts: ServedFacts): void {
  const isCut = facts.servedTokens < facts.askedTokens
  count.requests += 1
  count.served += 1
  if (facts.phase === 'warning') count.warned += 1
  if (facts.rung > 0) count.degraded += 1
  if (facts.isClamped) count.clamped += 1
  if (facts.hasWaited) count.waited += 1
  if (isCut) count.cut += 1
  count.outputTokens += facts.askedTokens
  count.servedTokens += facts.servedTokens
  count.demandedNanoUsd += facts.demandedNanoUsd
  count.savedByLengthNanoUsd += facts.demandedNanoUsd - facts.servedNanoUsd
  count.savedByModelNanoUsd += facts.servedNanoUsd
  if (isCut || facts.isOtherModel) return
  count.full += 1
  count.fullTokens += facts.askedTokens
}

/** What the served tokens did cost; until then all of them counts as saved. */
export function countSpent(count: Count, nanoUsd: number): void {
  count.spentNanoUsd += nanoUsd
  count.savedByModelNanoUsd -= nanoUsd
}

export function countRefused(count: Count, askedTokens: number, demandedNanoUsd: number): void {
  count.requests += 1
  count.refused += 1
  count.outputTokens += askedTokens
  count.demandedNanoUsd += demandedNanoUsd
  count.refusedNanoUsd += demandedNanoUsd
}
