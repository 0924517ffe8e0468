import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import type { NextRequest } from 'next/server'

export const COOKIE = 'session'

/** A visitor's id with our signature, so that nobody can make up somebody else's. Where people log in, the login says who pays. */
export function newSession(): string {
  const id = randomUUID()
  return `${id}.${signatureOf(id)}`
}

/** The visitor who pays; undefined without a session that we have signed. */
export function visitorOf(request: NextRequest): { id: string } | undefined {
  const [id = '', signature = ''] = request.cookies.get(COOKIE)?.value.split('.') ?? []
  const expected = Buffer.from(signatureOf(id))
  const given = Buffer.from(signature)
  return given.length === expected.length && timingSafeEqual(given, expected) ? { id } : undefined
}

function signatureOf(id: string): string {
  const secret = process.env.SESSION_SECRET
  if (!secret)
    throw new Error('SESSION_SECRET is not set. Give it a long random text, such as that of `openssl rand -hex 32`.')
  return createHmac('sha256', secret).update(id).digest('base64url')
}
