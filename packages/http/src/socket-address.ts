import { asItCame } from './request-body.js'

/**
 * The address at the other end of the socket, where the platform tells it in its second argument. Fields of the request are the app's to
 * trust, by `address`.
 * @see https://bun.com/docs/api/http#server-requestip-request
 * @see https://docs.deno.com/api/deno/~/Deno.ServeHandlerInfo
 */
export function socketAddress(request: Request, platform: unknown): string | undefined {
  if (typeof platform !== 'object' || platform === null) return undefined
  if ('requestIP' in platform && typeof platform.requestIP === 'function')
    return textOf(platform.requestIP(asItCame(request)), 'address')
  return 'remoteAddr' in platform ? textOf(platform.remoteAddr, 'hostname') : undefined
}

function textOf(found: unknown, name: string): string | undefined {
  const value: unknown = typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined
  return typeof value === 'string' ? value : undefined
}
