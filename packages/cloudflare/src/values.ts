import { StoreError } from '@llm-limit/core'

/** Readers of what came over the wire: each gives what it is named after, or the store has failed. */

export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : unexpected()
}

export function listOf(value: unknown, length?: number): readonly unknown[] {
  return Array.isArray(value) && value.length === (length ?? value.length) ? value : unexpected()
}

export function integer(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : unexpected()
}

export function integers(value: unknown, length?: number): number[] {
  return listOf(value, length).map(integer)
}

export function oneOf<const Word extends string>(value: unknown, words: readonly Word[]): Word {
  return words.find((word) => word === value) ?? unexpected()
}

export function unexpected(): never {
  throw new StoreError('The Durable Object replied what no BudgetObject replies.')
}
