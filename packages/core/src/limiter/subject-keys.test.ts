import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { InvalidCallError } from '../errors.js'
import type { PlanList } from '../policy/plan-lists.js'
import type { Subject } from '../words.js'
import { idsOf, keyOf } from './subject-keys.js'

const KINDS: readonly PlanList['kind'][] = ['user', 'org', 'everyone', 'operation']
const LONGEST_NAME = 'n'.repeat(32)
const LONGEST_OPERATION = 'o'.repeat(60)
const bytes = (text: string): number => new TextEncoder().encode(text).length

async function keysOf(subject: Subject, name = 'llm', operation = 'chat'): Promise<string[]> {
  const ids = await idsOf(subject)
  return KINDS.map((kind) => keyOf(kind, name, ids, operation))
}

/** Ids made of what keys, patterns, slots and protocols are made of. */
const id = fc.oneof(
  fc.string({ unit: fc.constantFrom(...':{}*?[]%#.-_/\\ ao0\r\n\0'), minLength: 1, maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom('\ud800', '\udc00', '\ud83d', '\ude00', 'a', '%', 'é', '漢'),
    minLength: 1,
    maxLength: 60,
  }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
  fc.constantFrom('a'.repeat(48), 'a'.repeat(49), 'é'.repeat(8), 'é'.repeat(9), '#', '#a', '__proto__', 'x}u:y'),
)

describe('keys of subjects (I25)', () => {
  it.each([
    ['a plain id', 'ada'],
    ['a colon', 'a:b'],
    ['braces', '{u:ada}'],
    ['a closing brace', 'ada}u:grace'],
    ['pattern letters', '*?[a-z]'],
    ['line ends', 'a\r\nSET x 1\r\n'],
    ['a zero', 'a\0b'],
    ['a lone surrogate', 'a\ud800'],
    ['64 KB', 'x'.repeat(65_536)],
    ['64 KB of another script', '漢'.repeat(65_536)],
  ])('hold one slot, no control letter and at most 200 bytes for %s', async (_, user) => {
    for (const subject of [{ user }, { user, org: user }]) {
      for (const key of await keysOf(subject, LONGEST_NAME, LONGEST_OPERATION)) {
        expect(bytes(key)).toBeLessThanOrEqual(200)
        expect(key).toMatch(/^[\x21-\x7e]+$/)
        expect(key.match(/[{}]/g)).toEqual(['{', '}'])
      }
    }
  })

  it('are known without a promise for ordinary ids', () => {
    expect(idsOf({ user: 'ada', org: 'acme' })).toEqual({ user: 'ada', org: 'acme' })
    expect(idsOf({ user: 'ada@example.com' })).toEqual({ user: 'ada%40example.com', org: undefined })
    expect(idsOf({ user: 'x'.repeat(49) })).toBeInstanceOf(Promise)
  })

  it('differ for different ids', async () => {
    await fc.assert(
      fc.asyncProperty(id, id, async (a, b) => {
        const [[first], [second]] = await Promise.all([keysOf({ user: a }), keysOf({ user: b })])
        expect(first === second).toBe(a === b)
      }),
      { numRuns: 1_000 },
    )
  })

  it('differ for different pairs of user and organisation, whatever the ids are', async () => {
    const subject = fc.record({ user: id, org: fc.option(id, { nil: undefined }) })
    await fc.assert(
      fc.asyncProperty(subject, subject, async (a, b) => {
        const [first, second] = await Promise.all([keysOf(a), keysOf(b)])
        const [user, org, , operation] = [0, 1, 2, 3].map((kind) => first[kind] === second[kind])
        const isSame = a.user === b.user && a.org === b.org
        expect({ user, operation }).toEqual({ user: isSame, operation: isSame })
        expect(org).toBe(a.org === undefined || b.org === undefined ? isSame : a.org === b.org)
      }),
      { numRuns: 500 },
    )
  })

  it('of users, organisations, operations and everyone are never the same', async () => {
    await fc.assert(
      fc.asyncProperty(id, fc.option(id, { nil: undefined }), async (user, org) => {
        expect(new Set(await keysOf({ user, org })).size).toBe(KINDS.length)
      }),
    )
  })

  it('never let a user without an organisation share the budget of one of that name', async () => {
    const [alone, member] = await Promise.all([keysOf({ user: 'acme' }), keysOf({ user: 'ada', org: 'acme' })])
    expect(alone.filter((key) => member.includes(key))).toEqual(['llm:{everyone}'])
  })

  it('keep all records of a user in one slot of a cluster, and those of an organisation too', async () => {
    const slot = (key: string): string => /\{([^}]*)\}/.exec(key)?.[1] ?? ''
    const [user, org, , operation] = await keysOf({ user: 'ada', org: 'acme' })
    expect(new Set([user, org, operation].map((key) => slot(key ?? '')))).toEqual(new Set(['o:acme']))
    const alone = await keysOf({ user: 'ada' })
    expect(new Set([alone[0], alone[1], alone[3]].map((key) => slot(key ?? '')))).toEqual(new Set(['u:ada']))
  })

  it('of limiters with different names never meet', async () => {
    const [a, b] = await Promise.all([keysOf({ user: 'ada' }, 'web'), keysOf({ user: 'ada' }, 'jobs')])
    expect(a.filter((key) => b.includes(key))).toEqual([])
  })
})

describe('a subject', () => {
  it.each([undefined, null, '', 5, {}, ['ada'], true])('whose user is %j is refused', (user) => {
    expect(() => idsOf({ user } as unknown as Subject)).toThrow(InvalidCallError)
  })

  it.each(['', 5, {}, ['acme'], true])('whose organisation is %j is refused', (org) => {
    expect(() => idsOf({ user: 'ada', org } as unknown as Subject)).toThrow(InvalidCallError)
  })

  it('without an organisation may say so with null, as databases do', () => {
    expect(idsOf({ user: 'ada', org: null } as unknown as Subject)).toEqual({ user: 'ada', org: undefined })
  })
})
