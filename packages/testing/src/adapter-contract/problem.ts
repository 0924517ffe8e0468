import type { Answer } from './http-client.js'

/** As much of a refusal's body as the contract looks at. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly phase?: string
  readonly retryable: boolean
  readonly retryAfterMs?: number
  readonly 'violated-policies'?: readonly string[]
  readonly wouldAdmit?: { readonly maxOutputTokens: number }
  readonly error: { readonly code: string; readonly type: string; readonly message: string; readonly param?: string }
}

export function problemIn({ text }: Answer): Problem {
  return JSON.parse(text)
}
