/** A String with its parameters, each a String or an Integer: what the lists and items among our fields are made of. */
export interface Item {
  readonly name: string
  readonly parameters: Readonly<Record<string, string | number>>
}

const TEXT = String.raw`"((?:[ !#-[\]-~]|\\["\\])*)"`
const INTEGER = String.raw`(-?\d{1,15})(?![\d.])`
/** An item begins after a comma; its parameters follow. */
const PART = new RegExp(`[ \\t]*,[ \\t]*${TEXT}|; *([a-z*][a-z0-9_.*-]*)=(?:${TEXT}|${INTEGER})`, 'gy')

/** Reads a List of RFC 9651 of such items. @returns undefined for anything else, whole or in part. */
export function parseList(field: string): readonly Item[] | undefined {
  const text = `,${field}`
  const items: { name: string; parameters: Record<string, string | number> }[] = []
  let length = 0
  for (const [part, name = '', key, value = '', digits] of text.matchAll(PART)) {
    length += part.length
    if (key === undefined) items.push({ name: unescaped(name), parameters: {} })
    else
      Object.assign(items.at(-1)?.parameters ?? {}, { [key]: digits === undefined ? unescaped(value) : Number(digits) })
  }
  return length === text.length ? items : undefined
}

/** Reads a field of digits alone: no sign, no fraction, nothing that is not exact as a number. */
export function wholeNumber(field: string | null): number | undefined {
  return field !== null && /^\d{1,15}$/.test(field) ? Number(field) : undefined
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, '$1')
}
