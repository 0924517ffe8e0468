import { Aim } from './aim.js'
import { type Belief, meanOf, quantileOf, tailOf } from './belief.js'
import { BINS, binOf, tokensAt } from './bins.js'
import { Drift } from './drift.js'
import { countIn, decay, type Histogram } from './histogram.js'
import { correctionOf, countInput } from './input-ratio.js'
import {
  ALL,
  addKnowledge,
  forget,
  histogramOf,
  type Knowledge,
  MOST_ANSWERS,
  noKnowledge,
  stratumOf,
} from './knowledge.js'
import { priorOf } from './prior.js'

/** Until so many answers were seen, what the operation expects is held. */
const FEWEST_ANSWERS = 5
/** What nearly every answer fits into. */
const USUAL = 0.99
/** Quantiles are read again when this part of what is known is new. */
const PART_NEW = 1 / 16

/** Where an input was estimated: from the request that came, or from one model call. */
export type Door = 'request' | 'call'

/** What one model call was taken for, and what it was. */
export interface EndedCall {
  readonly door: Door
  /** Before any correction. */
  readonly estimatedInput: number
  /** Undefined where it was not told. */
  readonly inputTokens: number | undefined
  /** Of one answer. */
  readonly outputTokens: number
  /** The answer was ended by its cap: it would have been at least this long. */
  readonly isCut: boolean
  /** What tokens cost, in any unit. */
  readonly rates: { readonly input: number; readonly output: number }
}

/** Tokens of one answer. */
export interface Expected {
  /** What is held: the wanted quantile. */
  readonly hold: number
  /** What nearly every answer fits into. */
  readonly usual: number
  /** The length on average. */
  readonly mean: number
}

interface Reading extends Expected {
  readonly stamp: number
}

/** What one operation is expected to need on one model, learned from the calls that ended. */
export class Estimate {
  readonly #quantile: number
  readonly #untaught: Expected
  readonly #prior: Histogram
  readonly #aim: Aim
  readonly #drift = new Drift()
  readonly #readings: Reading[] = []
  #known: Knowledge = noKnowledge(0)
  #all: Histogram = histogramOf(this.#known, ALL)
  /** Learned since it was last shared; undefined where nobody takes it. */
  #fresh: Knowledge | undefined
  #corrections = { request: 1, call: 1 }
  #stamp = 0
  #unread = 0

  /** @param expected Tokens of one answer, as the operation states them. */
  constructor(expected: number, quantile: number, isShared: boolean) {
    this.#quantile = quantile
    this.#untaught = { hold: expected, usual: expected, mean: expected }
    this.#prior = priorOf(expected)
    this.#aim = new Aim(quantile)
    if (isShared) this.#fresh = noKnowledge(0)
  }

  answerTo(inputTokens: number): Expected {
    const stratum = stratumOf(inputTokens)
    const reading = this.#readings[stratum]
    return reading !== undefined && reading.stamp === this.#stamp ? reading : this.#read(stratum)
  }

  /** What to multiply an estimated input by. */
  correction(door: Door): number {
    return this.#corrections[door]
  }

  /** @returns estimated / true cost, when that has just begun to drift: what was known then hardly counts any more. */
  learn(call: EndedCall): number | undefined {
    const ratio = this.#isTaught ? this.#costRatio(call) : undefined
    if (call.isCut) this.#learnCut(call)
    else this.#learnWhole(call)
    this.#learnInput(call)
    this.#unread += 1
    if (ratio !== undefined) this.#forget()
    else if (this.#unread >= this.#all.total * PART_NEW) this.#readAnew()
    return ratio
  }

  /** What was learned since the last time; to be handed on, or given back. */
  takeFresh(): Knowledge | undefined {
    if (this.#fresh === undefined || this.#fresh.strata.size === 0) return undefined
    const taken = this.#fresh
    this.#fresh = noKnowledge(taken.era)
    return taken
  }

  giveBack(taken: Knowledge): void {
    if (this.#fresh === undefined) return
    addKnowledge(taken, this.#fresh)
    this.#fresh = taken
  }

  /** Takes over what all processes know together, and keeps what was learned meanwhile. */
  adopt(known: Knowledge): void {
    this.#known = known
    if (this.#fresh !== undefined) {
      this.#fresh.era = Math.max(this.#fresh.era, known.era)
      addKnowledge(this.#known, this.#fresh)
    }
    this.#all = histogramOf(known, ALL)
    this.#readAnew()
  }

  get #isTaught(): boolean {
    return this.#all.total >= FEWEST_ANSWERS
  }

  #read(stratum: number): Reading {
    const expected = this.#isTaught ? this.#expected(this.#belief(stratum)) : this.#untaught
    const { hold, usual, mean } = expected
    const reading = { hold, usual, mean, stamp: this.#stamp }
    this.#readings[stratum] = reading
    return reading
  }

  #expected(belief: Belief): Expected {
    const hold = quantileOf(belief, this.#aim.level)
    return { hold, usual: this.#quantile === USUAL ? hold : quantileOf(belief, USUAL), mean: meanOf(belief) }
  }

  #belief(stratum: number): Belief {
    return { own: this.#known.strata.get(stratum), all: this.#all, prior: this.#prior }
  }

  #costRatio({ door, estimatedInput, inputTokens, outputTokens, isCut, rates }: EndedCall): number | undefined {
    if (isCut || inputTokens === undefined) return undefined
    const input = estimatedInput * this.correction(door)
    const estimated = input * rates.input + this.answerTo(estimatedInput).mean * rates.output
    return this.#drift.see(estimated, inputTokens * rates.input + outputTokens * rates.output)
  }

  #learnInput({ door, estimatedInput, inputTokens }: EndedCall): void {
    if (inputTokens === undefined) return
    countInput(this.#known.input[door], estimatedInput, inputTokens)
    if (this.#fresh !== undefined) countInput(this.#fresh.input[door], estimatedInput, inputTokens)
  }

  #learnWhole({ estimatedInput, outputTokens }: EndedCall): void {
    if (this.#isTaught) this.#aim.see(outputTokens > this.answerTo(estimatedInput).hold ? 1 : 0)
    this.#count(stratumOf(estimatedInput), binOf(outputTokens), outputTokens, 1)
  }

  /** Where it would have ended is spread over all longer lengths as they are believed to occur: cutting changes no belief of them. */
  #learnCut({ estimatedInput, outputTokens }: EndedCall): void {
    const stratum = stratumOf(estimatedInput)
    const { hold } = this.answerTo(estimatedInput)
    const tail = tailOf(this.#belief(stratum), binOf(outputTokens))
    if (this.#isTaught) this.#aim.see(outputTokens > hold ? 1 : shareFrom(tail, binOf(hold) + 1))
    tail.forEach((part, bin) => {
      if (part > 0) this.#count(stratum, bin, tokensAt(bin, 0.5), part)
    })
  }

  #count(stratum: number, bin: number, tokens: number, part: number): void {
    countAnswer(this.#known, stratum, bin, tokens, part)
    if (this.#fresh !== undefined) countAnswer(this.#fresh, stratum, bin, tokens, part)
  }

  #forget(): void {
    const era = this.#known.era + 1
    forget(this.#known, era)
    if (this.#fresh !== undefined) this.#fresh.era = era
    this.#readAnew()
  }

  #readAnew(): void {
    const { request, call } = this.#known.input
    this.#corrections = { request: correctionOf(request), call: correctionOf(call) }
    this.#stamp += 1
    this.#unread = 0
  }
}

function countAnswer(knowledge: Knowledge, stratum: number, bin: number, tokens: number, part: number): void {
  const all = histogramOf(knowledge, ALL)
  const own = histogramOf(knowledge, stratum)
  countIn(all, bin, tokens, part)
  countIn(own, bin, tokens, part)
  decay(all, MOST_ANSWERS)
  decay(own, MOST_ANSWERS)
}

function shareFrom(shares: Float64Array, from: number): number {
  let sum = 0
  for (let bin = from; bin < BINS; bin += 1) sum += shares[bin] ?? 0
  return sum
}
