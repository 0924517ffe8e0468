import type { ContractTools, FieldItem } from './adapter-harness.js'
import type { Answer } from './http-client.js'

type Parameters = Readonly<Record<string, unknown>>

/** A field that is a list of named items: name to parameters. */
export function itemsIn({ parseList }: ContractTools, { fields }: Answer, name: string): Record<string, Parameters> {
  return Object.fromEntries(parseList(fields.get(name) ?? '').map(named))
}

/** A field that is one item: its value and parameters. */
export function itemIn({ parseItem }: ContractTools, { fields }: Answer, name: string): readonly [string, Parameters] {
  return named(parseItem(fields.get(name) ?? ''))
}

function named([value, parameters]: FieldItem): [string, Parameters] {
  return [String(value), Object.fromEntries(parameters)]
}
