import type { UIMessage } from 'ai'

/** Sent with each answer. */
export interface ServedBy {
  readonly model?: string | undefined
  readonly insteadOf?: string | undefined
  readonly isShortened?: boolean | undefined
}

export type ChatMessage = UIMessage<ServedBy>

export function textOf({ parts }: ChatMessage): string {
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
}

/** A conversation whose last question got no answer, and that question's text. */
export interface Unanswered {
  readonly before: ChatMessage[]
  readonly question: string
}

/** @returns undefined where the last question has at least the beginning of an answer. */
export function unanswered(messages: ChatMessage[]): Unanswered | undefined {
  const last = messages.findLastIndex(({ role }) => role === 'user')
  const question = messages[last]
  if (question === undefined || messages.slice(last + 1).some((message) => textOf(message) !== '')) return undefined
  return { before: messages.slice(0, last), question: textOf(question) }
}
