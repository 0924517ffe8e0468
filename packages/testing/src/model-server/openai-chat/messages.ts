import { invalidRequest } from '../error-answer.js'
import type { ErrorAnswer } from '../fault.js'
import { isObject, missing, typeProblem } from '../json-reading.js'

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool', 'function']

export function messagesProblem(messages: unknown): ErrorAnswer | undefined {
  if (messages === undefined || messages === null) return missing('messages')
  if (!Array.isArray(messages)) return typeProblem('messages', 'an array of objects', messages)
  if (messages.length === 0) {
    const message =
      "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead."
    return invalidRequest(message, 'messages', 'empty_array')
  }
  for (const [index, message] of messages.entries()) {
    const problem = messageProblem(message, `messages[${index}]`)
    if (problem !== undefined) return problem
  }
  return undefined
}

function messageProblem(message: unknown, param: string): ErrorAnswer | undefined {
  if (!isObject(message)) return typeProblem(param, 'an object', message)
  const { role, content } = message
  if (role === undefined) return missing(`${param}.role`)
  if (typeof role !== 'string' || !ROLES.includes(role)) {
    return invalidRequest(
      `Invalid value for '${param}.role': expected one of ${ROLES.join(', ')}.`,
      `${param}.role`,
      'invalid_value',
    )
  }
  if (typeof content === 'string' || Array.isArray(content)) return undefined
  if (content !== undefined && content !== null) return typeProblem(`${param}.content`, 'a string or an array', content)
  return role === 'assistant' ? undefined : missing(`${param}.content`)
}

/** The text of all contents, one after the other. Images and tool definitions are not in it. */
export function promptOf(messages: unknown): string {
  if (!Array.isArray(messages)) return ''
  return messages.map((message) => contentText(isObject(message) ? message['content'] : undefined)).join('')
}

function contentText(content: unknown): string {
  if (typeof content === 'string') return content
  return Array.isArray(content) ? content.map(partText).join('') : ''
}

function partText(part: unknown): string {
  return isObject(part) && typeof part['text'] === 'string' ? part['text'] : ''
}
