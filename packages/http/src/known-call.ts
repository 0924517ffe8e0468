import type { Usage } from '@llm-limit/core'
import { parseJson, type ReadCall, type Recognised, type Wire, wireOf } from '@llm-limit/providers'
import { estimateTokens } from '@llm-limit/tokenizer'
import { isPromise } from './go-on.js'
import { postedText, signalOf, urlOf } from './outgoing.js'

type Input = Parameters<typeof globalThis.fetch>[0]
type Init = Parameters<typeof globalThis.fetch>[1]

/** A model call on its way out. */
export interface KnownCall {
  readonly wire: Wire
  /** As it is sent: with the model and the cap that were granted. */
  readonly read: ReadCall
  /** Somebody further out meters it, and will tell what it used. */
  readonly isMetered: boolean
  /** Told what it used. */
  whenEnded?: (usage: Usage) => void
}

/** Calls that were read further out, by the `init` that they are sent with: a body is measured once. */
const known = new WeakMap<object, KnownCall>()

/** The same by signal, where an SDK sends them with an `init` of its own, and at other clouds in other words. */
const bySignal = new WeakMap<AbortSignal, KnownHere>()

type KnownHere = () => Promise<KnownCall | undefined>

export function passOn(init: object, call: KnownCall): void {
  known.set(init, call)
}

/** @param signal Of one attempt only. @param call Not asked unless somebody further in wants to know. */
export function passOnBySignal(signal: AbortSignal, call: KnownHere): void {
  bySignal.set(signal, call)
}

/** Only a POST with JSON is a model call; anything else is undefined. */
export async function knownCall(input: Input, init: Init): Promise<KnownCall | undefined> {
  const passedOn = init === undefined ? undefined : known.get(init)
  if (passedOn !== undefined) return passedOn
  const signal = signalOf(input, init)
  const outer = signal === undefined ? undefined : bySignal.get(signal)
  const found = await recognised(input, init)
  if (found === undefined) return outer?.()
  const read = found.wire.read(found.request, estimateTokens)
  const same = outer === undefined ? undefined : await outer()
  if (same !== undefined && (read.model === undefined || read.model === same.read.model)) return same
  return read.invalid === undefined ? { wire: found.wire, read, isMetered: false } : undefined
}

/** The API and body of a call. */
export async function recognised(input: Input, init: Init): Promise<Recognised | undefined> {
  const posted = postedText(input, init)
  const text = isPromise(posted) ? await posted : posted
  return text === undefined ? undefined : wireOf(pathOf(urlOf(input)), parseJson(text))
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url
}
