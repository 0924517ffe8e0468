/** What is asked of quotas: a goal or more, and what may be spent. */
export interface Target {
  /** At least one. */
  readonly goals: readonly Goal[]
  readonly spend: Spend | undefined
}

export type GoalKind = 'never-refused' | 'in-full'

export interface Goal {
  readonly tier: string
  /** 'never-refused': of users who are never refused. 'in-full': of requests served by the model asked for, and not cut. */
  readonly kind: GoalKind
  /** Above 0, at most 1. */
  readonly share: number
}

/** By all users of the log together. */
export interface Spend {
  readonly nanoUsd: number
  readonly period: Period
}

export const PERIODS = ['hour', 'day', 'month'] as const
export type Period = (typeof PERIODS)[number]

export const GOAL_WORDS: Readonly<Record<GoalKind, string>> = {
  'never-refused': 'users never refused',
  'in-full': 'requests served in full',
}
