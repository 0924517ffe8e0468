import { BudgetObject } from './budget-object.js'
import type { ObjectState, ObjectStorage } from './platform.js'
import { storageWith } from './storage-with.fixture.js'

interface NamedState extends ObjectState {
  readonly id: { readonly name?: string }
}

const GRANTED = { kind: 'granted', now: 1, offer: 0, rung: 0, output: 0, repeatFactor: 1_000, end: 2, used: [0] }
const REFUSED = { kind: 'refused', now: 1, reason: 'quota', repeatFactor: 1_000, repeatUntil: 0, records: [] }
const RECORD = { state: [1, 0, 0, 0, 0, 0, 0], older: [], leases: [], late: [], marks: [], repeats: [], wheel: [] }
const told = (record: object) => ({ ...REFUSED, kind: 'refused', records: [{ ...RECORD, ...record }] })

/** What a broken object answers, by the name that it is asked under. */
const ANSWERS: Readonly<Record<string, string>> = {
  'no text': '',
  'no JSON': '{"kind":"granted"',
  ...Object.fromEntries(
    Object.entries({
      null: null,
      'a number': 1,
      'a list': [GRANTED],
      'nothing in it': {},
      'an unknown kind': { ...GRANTED, kind: 'yes' },
      'a grant without amounts': { kind: 'granted' },
      'a grant with text for a number': { ...GRANTED, output: '5' },
      'a grant with a fraction': { ...GRANTED, output: 0.5 },
      'a grant with null for a number': { ...GRANTED, offer: null },
      'a grant of fewer quotas': { ...GRANTED, used: [] },
      'a grant without a time': { ...GRANTED, now: undefined },
      'a refusal for no reason': { ...REFUSED, reason: 'so' },
      'a refusal without records': REFUSED,
      'a record of fewer quotas': told({ state: [1, 0, 0] }),
      'a record without leases': told({ leases: undefined }),
      'a lease that is none': told({ leases: [null] }),
      'a lease without a status': told({ leases: [{ id: 'a', isFresh: true }] }),
    }).map(([name, value]) => [name, JSON.stringify(value)]),
  ),
}

/** Whatever may be wrong with an object. */
export const BROKEN: readonly string[] = ['a throw', 'a status of 500', 'a status of 400', ...Object.keys(ANSWERS)]
export const HANGING = 'a hang'

export class BrokenObject {
  readonly #name: string

  constructor({ id }: NamedState) {
    this.#name = id.name ?? ''
  }

  async fetch(): Promise<Response> {
    if (this.#name === HANGING) await new Promise((resolve) => setTimeout(resolve, 60_000))
    if (this.#name === 'a throw') throw new Error('Broken by a test.')
    const [, status = '200'] = /^a status of (\d+)$/.exec(this.#name) ?? []
    return new Response(ANSWERS[this.#name] ?? '{}', { status: Number(status) })
  }
}

/** A BudgetObject that cannot write records whose key has 'unwritable' in it. */
export class FullObject extends BudgetObject {
  constructor({ storage }: ObjectState) {
    super({ storage: full(storage) })
  }
}

function full(storage: ObjectStorage): ObjectStorage {
  const { kv } = storage
  return storageWith(storage, {
    kv: {
      get: (key) => kv.get(key),
      put(key, value) {
        if (key.includes('unwritable')) throw new Error('SQLITE_FULL')
        kv.put(key, value)
      },
      delete: (key) => kv.delete(key),
      list: (options) => kv.list(options),
    },
  })
}
