import { type NextRequest, NextResponse } from 'next/server'
import { COOKIE, newSession, visitorOf } from '@/lib/session'

/** Gives each visitor a session with the page; the routes only read it. */
export function proxy(request: NextRequest): NextResponse {
  const response = NextResponse.next()
  if (visitorOf(request) === undefined) {
    const secure = request.nextUrl.protocol === 'https:'
    response.cookies.set(COOKIE, newSession(), {
      httpOnly: true,
      sameSite: 'lax',
      secure,
      maxAge: 30 * 86_400,
      path: '/',
    })
  }
  return response
}

export const config = { matcher: '/' }
