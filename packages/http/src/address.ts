import ipaddr from 'ipaddr.js'

/** NAT64 (RFC 6052): the last 32 bits are an IPv4 address. */
const NAT64 = ipaddr.IPv6.parse('64:ff9b::')
const PREFIX = 'address '
/** Nobody knows the address: all such callers are one user. */
export const UNKNOWN_ADDRESS: string = `${PREFIX}unknown`

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
/** An IPv4 address as servers write it, also those that listen for IPv6: nothing has to be parsed. */
const PLAIN = new RegExp(`^(?:::ffff:)?(${OCTET}(?:\\.${OCTET}){3})$`)

/**
 * The user that a client address stands for: an IPv4 address, or the /56 network of an IPv6 address, since one customer is given
 * that many. Decided by bits: every spelling of an address gives the same user, and an IPv4 address mapped into IPv6 is IPv4.
 */
export function addressUser(address: string | undefined): string {
  if (address === undefined) return UNKNOWN_ADDRESS
  const plain = PLAIN.exec(address)?.[1]
  return plain === undefined ? parsedUser(address) : PREFIX + plain
}

function parsedUser(address: string): string {
  const text = address.split('%')[0] ?? ''
  if (!ipaddr.isValid(text)) return UNKNOWN_ADDRESS
  const parsed = ipaddr.process(text)
  if (parsed instanceof ipaddr.IPv4) return `${PREFIX}${parsed.toString()}`
  if (parsed.match(NAT64, 96)) return `${PREFIX}${parsed.toByteArray().slice(12).join('.')}`
  const network = parsed.toByteArray().slice(0, 7)
  return `${PREFIX}${network.map((byte) => byte.toString(16).padStart(2, '0')).join('')}/56`
}

export function isAddressUser(user: string): boolean {
  return user.startsWith(PREFIX)
}
