import { invalidRequest } from '../error-answer.js'
import type { ErrorAnswer } from '../fault.js'
import { isObject, type JsonObject } from '../json-reading.js'

const ROLES: readonly unknown[] = ['user', 'assistant']

export function messagesProblem(messages: unknown): ErrorAnswer | undefined {
  if (messages === undefined) return invalidRequest('messages: Field required')
  if (!Array.isArray(messages)) return invalidRequest('messages: Input should be a valid list')
  if (messages.length === 0) return invalidRequest('messages: at least one message is required')
  for (const [index, message] of messages.entries()) {
    const problem = messageProblem(message, `messages.${index}`)
    if (problem !== undefined) return problem
  }
  return undefined
}

function messageProblem(message: unknown, at: string): ErrorAnswer | undefined {
  if (!isObject(message)) return invalidRequest(`${at}: Input should be an object`)
  const { role, content } = message
  if (!ROLES.includes(role)) return invalidRequest(`${at}.role: Input should be 'user' or 'assistant'`)
  if (typeof content === 'string') return undefined
  if (!Array.isArray(content)) return invalidRequest(`${at}.content: Input should be a valid string or list`)
  const untyped = content.findIndex((block) => !isObject(block) || typeof block['type'] !== 'string')
  return untyped < 0 ? undefined : invalidRequest(`${at}.content.${untyped}.type: Field required`)
}

/** The text of system and messages, tool results included. Images, documents and tool definitions are not in it. */
export function promptOf({ system, messages }: JsonObject): string {
  const list: readonly unknown[] = Array.isArray(messages) ? messages : []
  return [system, ...list.map((message) => (isObject(message) ? message['content'] : undefined))].map(textIn).join('')
}

function textIn(content: unknown): string {
  if (typeof content === 'string') return content
  return Array.isArray(content) ? content.map(blockText).join('') : ''
}

function blockText(block: unknown): string {
  if (!isObject(block)) return ''
  return typeof block['text'] === 'string' ? block['text'] : textIn(block['content'])
}
