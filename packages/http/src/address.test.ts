import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { addressUser, UNKNOWN_ADDRESS } from './address.js'

const bytes = fc.uint8Array({ minLength: 4, maxLength: 4 })
const dotted = (address: Uint8Array): string => address.join('.')
const groups = (address: Uint8Array): string => {
  const hex = Buffer.from(address).toString('hex')
  return `${hex.slice(0, 4)}:${hex.slice(4)}`
}

describe('addressUser', () => {
  it('is one user for every spelling of an IPv4 address, one in IPv6 clothes included (F51, I25)', () => {
    const spellings = (address: Uint8Array): string[] => [
      dotted(address),
      `::ffff:${dotted(address)}`,
      `::FFFF:${groups(address)}`,
      `0:0:0:0:0:ffff:${groups(address)}`,
      `0000:0000:0000:0000:0000:ffff:${groups(address)}`,
      `::ffff:${groups(address)}%eth0`,
      `64:ff9b::${dotted(address)}`,
      `64:ff9b::${groups(address)}`,
    ]
    fc.assert(
      fc.property(bytes, (address) => {
        expect(new Set(spellings(address).map(addressUser))).toEqual(new Set([`address ${dotted(address)}`]))
      }),
    )
  })

  it('tells IPv4 addresses apart, however they are spelled (F51, I25)', () => {
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        const user = addressUser(dotted(one))
        expect([addressUser(`::ffff:${dotted(one)}`), addressUser(`::ffff:${groups(one)}`)]).toEqual([user, user])
        expect(addressUser(`::ffff:${groups(other)}`) === user).toBe(dotted(one) === dotted(other))
      }),
    )
  })

  it('is one user for a /56 of IPv6, and another for the next (F50)', () => {
    const user = addressUser('2001:db8:1:aa00::')
    for (const address of ['2001:db8:1:aaff:ffff::1', '2001:0DB8:0001:AA07::', '2001:db8:1:aa00::1%en0']) {
      expect(addressUser(address)).toBe(user)
    }
    expect(addressUser('2001:db8:1:ab00::')).not.toBe(user)
    expect(addressUser('2001:db8:1:a9ff:ffff:ffff:ffff:ffff')).not.toBe(user)
  })

  it.each([
    ['no address', undefined],
    ['an empty one', ''],
    ['a word', 'unknown'],
    ['a list', '192.0.2.1, 198.51.100.7'],
    ['an address with a port', '[2001:db8::1]:80'],
    ['64 KB', '1'.repeat(65_536)],
  ])('is nobody for %s (I26)', (_, address) => {
    expect(addressUser(address)).toBe(UNKNOWN_ADDRESS)
  })
})
