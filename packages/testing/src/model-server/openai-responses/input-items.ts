import { invalidRequest } from '../error-answer.js'
import type { ErrorAnswer } from '../fault.js'
import { isObject, type JsonObject, typeProblem } from '../json-reading.js'

const ROLES = ['system', 'developer', 'user', 'assistant']
const PARTS = ['input_text', 'input_image', 'input_file', 'output_text', 'refusal', 'summary_text', 'reasoning_text']

/** Checks the `input` of a responses request. */
export function inputProblem(input: unknown): ErrorAnswer | undefined {
  if (typeof input === 'string') return undefined
  if (!Array.isArray(input)) return typeProblem('input', 'one of a string or an array of objects', input)
  for (const [index, item] of input.entries()) {
    const problem = itemProblem(item, `input[${index}]`)
    if (problem !== undefined) return problem
  }
  return undefined
}

function itemProblem(item: unknown, param: string): ErrorAnswer | undefined {
  if (!isObject(item)) return typeProblem(param, 'an object', item)
  const { role, type, content } = item
  if (role === undefined && typeof type !== 'string') {
    return invalidRequest(`Missing required parameter: '${param}.type'.`, `${param}.type`, 'missing_required_parameter')
  }
  if (role !== undefined && (typeof role !== 'string' || !ROLES.includes(role)))
    return unknownValue(`${param}.role`, ROLES)
  if (!Array.isArray(content)) return undefined
  const at = content.findIndex((part) => !isObject(part) || !PARTS.includes(String(part['type'])))
  return at < 0 ? undefined : unknownValue(`${param}.content[${at}].type`, PARTS)
}

function unknownValue(param: string, known: readonly string[]): ErrorAnswer {
  return invalidRequest(
    `Invalid value for '${param}'. Supported values are: ${known.join(', ')}.`,
    param,
    'invalid_value',
  )
}

/** The text of instructions and input, one after the other. Images and tool definitions are not in it. */
export function promptOf({ instructions, input }: JsonObject): string {
  const system = typeof instructions === 'string' ? instructions : ''
  return system + (typeof input === 'string' ? input : listOf(input).map(itemText).join(''))
}

function itemText(item: unknown): string {
  if (!isObject(item)) return ''
  const { content, output, arguments: given } = item
  if (typeof content === 'string') return content
  const parts = listOf(content).map((part) => (isObject(part) && typeof part['text'] === 'string' ? part['text'] : ''))
  return [output, given].filter((text) => typeof text === 'string').join('') + parts.join('')
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
