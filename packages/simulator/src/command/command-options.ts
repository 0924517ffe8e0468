import { parseArgs } from 'node:util'
import { ConfigError } from '@llm-limit/core'
import { type Columns, readColumns } from '../log/columns.js'
import type { ZipfOptions } from '../log/zipf.js'
import { messageOf } from '../message-of.js'
import type { Behaviour } from '../replay/behaviour.js'
import type { Speed } from '../replay/options.js'

export interface CommandOptions {
  readonly log: string
  /** Undefined only with `suggest`. */
  readonly policy: string | undefined
  /** A target to propose quotas for, instead of a report. */
  readonly suggest: string | undefined
  readonly against: string | undefined
  readonly json: boolean
  /** Where the report is written as a page. */
  readonly html: string | undefined
  readonly columns: Columns | undefined
  /** Deals the requests out. */
  readonly population: ZipfOptions | undefined
  readonly seed: number
  readonly speed: Speed
  readonly behaviour: Behaviour
  readonly waitMs: number
  readonly maxUsers: number | undefined
}

const TEXT = { type: 'string' } as const
const OPTIONS = {
  log: TEXT,
  policy: TEXT,
  suggest: TEXT,
  against: TEXT,
  json: { type: 'boolean' },
  html: TEXT,
  columns: TEXT,
  users: TEXT,
  zipf: TEXT,
  seed: TEXT,
  'tokens-per-second': TEXT,
  'first-token-ms': TEXT,
  'wait-ms': TEXT,
  retry: TEXT,
  'retry-within-ms': TEXT,
  'give-up-after': TEXT,
  'give-up-ms': TEXT,
  'slow-down-to': TEXT,
  'slow-down-ms': TEXT,
  'max-users': TEXT,
} as const

const HOUR_MS = 3_600_000

/** @throws ConfigError naming the option and what it takes. */
export function commandOptions(words: readonly string[]): CommandOptions {
  const { values } = parse(words)
  const number = (name: keyof typeof OPTIONS): number | undefined => readNumber(name, values[name])
  if (values.suggest !== undefined && (values.against !== undefined || values.html !== undefined))
    throw new ConfigError('--suggest goes with neither --against nor --html: it prints no report.')
  const seed = number('seed') ?? 1
  const users = number('users')
  const retry = number('retry')
  const giveUpAfter = number('give-up-after')
  const slowDownTo = number('slow-down-to')
  return {
    log: needed('log', values.log),
    policy: values.suggest === undefined ? needed('policy', values.policy) : values.policy,
    suggest: values.suggest,
    against: values.against,
    json: values.json ?? false,
    html: values.html,
    columns: values.columns === undefined ? undefined : readColumns(values.columns),
    population:
      users === undefined ? undefined : { users: atLeastOne('users', users), exponent: number('zipf') ?? 0.8, seed },
    seed,
    speed: { firstTokenMs: number('first-token-ms'), tokensPerSecond: number('tokens-per-second') },
    behaviour: {
      retry: retry === undefined ? undefined : { times: retry, withinMs: number('retry-within-ms') ?? HOUR_MS },
      giveUp: giveUpAfter === undefined ? undefined : { after: giveUpAfter, forMs: number('give-up-ms') ?? HOUR_MS },
      slowDown: slowDownTo === undefined ? undefined : { keep: slowDownTo, forMs: number('slow-down-ms') ?? HOUR_MS },
    },
    waitMs: number('wait-ms') ?? 0,
    maxUsers: number('max-users'),
  }
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS })
  } catch (cause) {
    throw new ConfigError(messageOf(cause), { cause })
  }
}

function needed(name: string, value: string | undefined): string {
  if (value !== undefined) return value
  throw new ConfigError(`--${name} FILE is missing.`)
}

function readNumber(name: string, value: string | boolean | undefined): number | undefined {
  if (typeof value !== 'string') return undefined
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value)
  throw new ConfigError(`--${name} must be a number, not '${value}'.`)
}

function atLeastOne(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= 1e6) return value
  throw new ConfigError(`--${name} must be a whole number from 1 to 1,000,000, not ${value}.`)
}
