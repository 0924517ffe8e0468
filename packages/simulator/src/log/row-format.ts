import type { Field } from './columns.js'

/** How one line of a log is read. Values come in the order of FIELDS, undefined where a field has no column or nothing in it. */
export interface RowFormat {
  readonly fields: ReadonlySet<Field>
  /** @throws LogError when the line is not of the format. */
  values(line: string, number: number): readonly unknown[]
  /** Where in a line the value of a field is, from 1. */
  columnOf(line: string, field: Field): number
  /** What a field is called in this log. */
  nameOf(field: Field): string
}
