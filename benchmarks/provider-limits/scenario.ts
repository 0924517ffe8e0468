/** What a provider allows for the key and model, and what users would like. */
export const LIMITS = { requestsPerMinute: 6_000, tokensPerMinute: 10_000_000 } as const
export const PROCESSES = 4
export const USERS = 200
/** Of the limit. */
export const DEMAND = 1.3
/** Of a call on average, half of them input; both limits bind about alike. */
export const TOKENS = 1_600
export const ANSWER_MS = 50
export const MODEL = 'gpt-5'

/** How a provider counts its minute. */
export type Counting = 'bucket' | 'sliding'

/** What a process is to do. */
export interface Work {
  readonly provider: string
  readonly redis: string
  readonly seed: number
  /** In epoch ms, the same for all. */
  readonly from: number
  readonly until: number
}

/** What users asked for and got, by number of user, and how long calls that were sent had waited in all, in ms. */
export interface Done {
  readonly asked: readonly number[]
  readonly served: readonly number[]
  readonly waitedMs: readonly number[]
  /** By the guard, by reason; `provider` by the provider; `failed` threw. */
  readonly refused: Readonly<Record<string, number>>
}

/** What the provider saw. */
export interface Seen {
  /** Of calls, within the time. */
  readonly answered: number
  readonly tokens: number
  readonly turnedAway: number
}

/** Park and Miller's generator: the same numbers every time. */
export function draws(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
