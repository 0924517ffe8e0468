/** Stands in for a session. */
export function userIn(headers: { get(name: string): string | null }): { readonly id: string } | undefined {
  const id = headers.get('x-user') ?? /user=(\w+)/.exec(headers.get('cookie') ?? '')?.[1]
  return id === undefined ? undefined : { id }
}
