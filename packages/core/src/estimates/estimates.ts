import type { Prices } from '../policy/prices.js'
import { type EndedCall, Estimate } from './estimate.js'
import type { Sharing } from './sharing.js'

/** Operations x models that are learned apart; further ones of an operation share one. */
const MOST_ESTIMATES = 256
/** Names come from callers: who makes up many of them fills this much memory, and no more. */
const MOST_NAMES = 1_000
/** Models without a name of their own. */
const OTHERS = ''

export interface EstimatesOptions {
  /** Share of answers that what is held covers. */
  readonly quantile: number
  readonly prices: Prices | undefined
  /** Names of models that the policy itself writes. */
  readonly models: ReadonlySet<string>
  /** Starts the keys of records. */
  readonly name: string
  readonly sharing: Sharing | undefined
  /** @param model Only a name of the policy's. */
  readonly onDrift: (operation: string, model: string | undefined, ratio: number) => void
}

/** What calls are made for, and how long its answers are before any was seen. */
export interface LearnedOperation {
  readonly operation: string
  readonly expects: { readonly outputTokens: number }
}

/** An estimate and what it is known by. */
interface Entry {
  readonly estimate: Estimate
  readonly key: string
  readonly model: string | undefined
}

/** What all operations of a limiter are expected to need, by model. */
export class Estimates {
  readonly #options: EstimatesOptions
  readonly #entries = new Map<string, Entry>()
  /** By operation, then by model as the caller names it. */
  readonly #byName = new Map<string, Map<string, Entry>>()
  #names = 0

  constructor(options: EstimatesOptions) {
    this.#options = options
  }

  /** @param isMany Several answers are asked for at once: their average varies less, so it is learned apart. */
  of(plan: LearnedOperation, model: string | undefined, isMany: boolean): Estimate {
    return this.#entry(plan, model, isMany).estimate
  }

  learn(plan: LearnedOperation, model: string | undefined, isMany: boolean, call: EndedCall): void {
    const entry = this.#entry(plan, model, isMany)
    const ratio = entry.estimate.learn(call)
    this.#options.sharing?.changed(entry.key, entry.estimate)
    if (ratio !== undefined) this.#options.onDrift(plan.operation, entry.model, ratio)
  }

  #entry(plan: LearnedOperation, model: string | undefined, isMany: boolean): Entry {
    const byModel = this.#byName.get(plan.operation)
    const name = isMany ? `${model ?? OTHERS}\n` : (model ?? OTHERS)
    return byModel?.get(name) ?? this.#remember(plan, name, this.#find(plan, model, isMany))
  }

  #remember({ operation }: LearnedOperation, name: string, entry: Entry): Entry {
    if (this.#names === MOST_NAMES) {
      this.#byName.clear()
      this.#names = 0
    }
    const byModel = this.#byName.get(operation) ?? new Map<string, Entry>()
    this.#byName.set(operation, byModel.set(name, entry))
    this.#names += 1
    return entry
  }

  #find({ operation, expects }: LearnedOperation, model: string | undefined, isMany: boolean): Entry {
    const kind = isMany ? 'many' : 'one'
    const own = `${operation}:${kind}:${this.#identityOf(model)}`
    const isOwn = this.#entries.size < MOST_ESTIMATES || this.#entries.has(own)
    const id = isOwn ? own : `${operation}:${kind}:${OTHERS}`
    return this.#entries.get(id) ?? this.#make(id, expects.outputTokens, isOwn ? model : undefined)
  }

  #make(id: string, expected: number, model: string | undefined): Entry {
    const { quantile, sharing, models, name } = this.#options
    const estimate = new Estimate(expected, quantile, sharing !== undefined)
    const key = `${name}:estimate:${id}`
    const entry = { estimate, key, model: model !== undefined && models.has(model) ? model : undefined }
    this.#entries.set(id, entry)
    sharing?.join(key, estimate)
    return entry
  }

  /**
   * Nothing that a caller wrote: the policy's name of a model, else what it costs. A price table finds a model under many names
   * (dates, vendors in front), which have one price and so one estimate.
   */
  #identityOf(model: string | undefined): string {
    if (model === undefined) return OTHERS
    if (this.#options.models.has(model)) return model
    const price = this.#options.prices?.priceOf(model)
    if (price === undefined) return OTHERS
    const { input, output, cacheRead, cacheWrite, maxOutputTokens } = price
    return `$${[input, output, cacheRead, cacheWrite, maxOutputTokens].join('/')}`
  }
}
