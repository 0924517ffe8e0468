/** What an error says, also one of another realm. */
export function messageOf(cause: unknown): string {
  const isError = typeof cause === 'object' && cause !== null && 'message' in cause
  return String(isError ? cause.message : cause)
}
