export const TIERS = ['free', 'premium'] as const
export type Tier = (typeof TIERS)[number]

export const USERS: Readonly<Record<Tier, number>> = { free: 900, premium: 100 }
/** The n-th busiest user makes n^-0.8 as many calls as the busiest, who makes about 1 in 16 of them all. */
export const ZIPF_EXPONENT = 0.8

/** By rank: 1 for the busiest. */
export function userName(rank: number): string {
  return `user-${String(rank).padStart(4, '0')}`
}

export function rankOf(user: string): number {
  return Number(user.slice('user-'.length))
}

/** The busiest hundred pay. */
export function tierOf({ user }: { readonly user: string }): Tier {
  return rankOf(user) <= USERS.premium ? 'premium' : 'free'
}
