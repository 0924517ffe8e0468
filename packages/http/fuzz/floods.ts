import { nested } from './nasty-values.js'

const LONG_LINE = 10 * 1024 * 1024

/** Makes a stream of 10 MB out of a recorded one. */
export type Flood = (text: string) => Uint8Array

/** What takes a thousand times as long as other cases: long lines, events nested deep, very many small ones. */
export const FLOODS: Readonly<Record<string, Flood>> = {
  'a line without an end': (text) => encoded(`${text}data: ${'x'.repeat(LONG_LINE)}`),
  'a line in one event': (text) => encoded(`data: {"delta":"${'word '.repeat(LONG_LINE / 5)}"}\n\n${text}`),
  'an event nested deep': (text) => encoded(`${text}data: ${nested(400_000, true)}\n\n${text}`),
  'members nested deep': (text) => encoded(withDeepMembers(text)),
  'many events': (text) => encoded(manyEvents(text)),
  'line feeds': () => new Uint8Array(LONG_LINE).fill(0x0a),
  'carriage returns': () => new Uint8Array(LONG_LINE).fill(0x0d),
  'no UTF-8': () => new Uint8Array(LONG_LINE).fill(0xff),
}

/** Each object of each event has a member that is nested deep. */
function withDeepMembers(text: string): string {
  const deep = nested(12_000, false)
  return text
    .replace(/^(data: ?\{)/gm, `$1"deep":${deep},`)
    .replace(/(\{)(?="(?:type|role|text|args)")/g, `$1"deep":${deep},`)
}

/** The events of a stream over and over, each time at another place of the answer. */
function manyEvents(text: string): string {
  const rounds: string[] = []
  for (let round = 0, length = 0; length < LONG_LINE / 2; round += 1) {
    const events = text.replace(/"((?:\w+_)?index)":0/g, `"$1":${round}`)
    rounds.push(events)
    length += events.length
  }
  return rounds.join('')
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
