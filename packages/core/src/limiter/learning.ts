import type { Clock } from '../clock.js'
import { ConfigError } from '../errors.js'
import { Estimates } from '../estimates/estimates.js'
import { sharing } from '../estimates/sharing.js'
import { modelNames } from '../policy/model-names.js'
import type { Mode, Policy } from '../policy/policy.js'
import type { Events } from './events.js'

const DEFAULT_QUANTILE = 0.99

export interface LearningSurroundings {
  readonly clock: Clock
  readonly mode: Mode
  readonly name: string
  readonly events: Events
}

export interface Learning {
  /** Undefined where the policy wants none, and where the whole granted answer is held anyway. */
  readonly estimates: Estimates | undefined
  /** Shares what is new, and stops. Never rejects. */
  close(): Promise<void>
}

/** The estimates of a limiter, shared where the policy says so. What fails there is told, and hurts no request. */
export function learning(policy: Policy, { clock, mode, name, events }: LearningSurroundings): Learning {
  const { estimates, records, reserve, prices } = policy
  const { quantile = DEFAULT_QUANTILE } = estimates === false ? {} : (estimates ?? {})
  if (!(quantile >= 0.5 && quantile <= 0.999))
    throw new ConfigError(`estimates: quantile ${quantile} must be from 0.5 to 0.999.`)
  if (estimates === false || reserve === 'worst-case' || mode === 'off') return NONE
  const onFailure = (cause: unknown): void => events.emit('records-failed', { cause })
  const shared = records === undefined ? undefined : sharing({ records, clock, onFailure })
  return {
    estimates: new Estimates({
      quantile,
      prices,
      models: modelNames(policy),
      name,
      sharing: shared,
      onDrift: (operation, model, ratio) => events.emit('estimate-drifted', { operation, model, ratio }),
    }),
    close: () => shared?.close() ?? Promise.resolve(),
  }
}

const NONE: Learning = { estimates: undefined, close: () => Promise.resolve() }
