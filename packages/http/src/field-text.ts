/** A field as node:http gives it, as text. */
export function fieldText(field: number | string | readonly string[] | undefined): string | undefined {
  return field === undefined || typeof field === 'string' ? field : String(field)
}
