import { invalidRequest } from '../error-answer.js'
import type { ErrorAnswer } from '../fault.js'
import { isObject } from '../json-reading.js'

const ROLES: readonly unknown[] = ['user', 'model', 'function', undefined]

export function contentsProblem(contents: unknown): ErrorAnswer | undefined {
  if (!Array.isArray(contents) || contents.length === 0) {
    return invalidRequest('* GenerateContentRequest.contents: contents is not specified')
  }
  for (const [index, content] of contents.entries()) {
    const problem = contentProblem(content, index)
    if (problem !== undefined) return problem
  }
  return undefined
}

function contentProblem(content: unknown, index: number): ErrorAnswer | undefined {
  if (!isObject(content)) return invalidRequest(`Invalid value at 'contents[${index}]'`)
  const { role, parts } = content
  if (!ROLES.includes(role)) return invalidRequest('Please use a valid role: user, model.')
  if (!Array.isArray(parts) || parts.length === 0) {
    return invalidRequest(`* GenerateContentRequest.contents[${index}].parts: contents.parts must not be empty.`)
  }
  const empty = parts.findIndex((part) => !isObject(part) || Object.keys(part).length === 0)
  if (empty < 0) return undefined
  return invalidRequest(
    `* GenerateContentRequest.contents[${index}].parts[${empty}].data: required oneof field 'data' must have one initialized field`,
  )
}

/** The text of contents, one after the other. Files, calls and tool definitions are not in it. */
export function textIn(value: unknown): string {
  if (Array.isArray(value)) return value.map(textIn).join('')
  if (!isObject(value)) return ''
  return typeof value['text'] === 'string' ? value['text'] : textIn(value['parts'])
}
