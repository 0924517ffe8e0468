import type { Usage } from '@llm-limit/core'
import { isJsonObject, type JsonObject, jsonText, memberOf } from '../json.js'
import { usageFrom } from '../usage.js'
import { tierServed } from './service-tier.js'

/**
 * Usage of an answer or stream event, and of a list of such: a stream that is no event stream is a JSON array, of which the last report
 * counts. `promptTokenCount` includes cached tokens, but neither what tools fed back, nor `candidatesTokenCount` the thoughts.
 */
export function geminiUsage(answer: unknown): Usage | undefined {
  const reporting = lastReporting(answer)
  const usage = memberOf(reporting, 'usageMetadata')
  if (!isJsonObject(usage)) return undefined
  const input = sum(usage['promptTokenCount'], usage['toolUsePromptTokenCount'])
  return usageFrom({
    model: plainName(memberOf(reporting, 'modelVersion')),
    input,
    cacheRead: usage['cachedContentTokenCount'],
    output: outputOf(usage, input),
    serviceTier: tierServed(usage['trafficType']),
  })
}

/** Some versions come as `models/...`. */
function plainName(version: unknown): string | undefined {
  return typeof version === 'string' ? version.slice(version.lastIndexOf('/') + 1) : undefined
}

/** A count of 0 is left away, so that without any output the total tells whether there was none. */
function outputOf(usage: JsonObject, input: number | undefined): number | undefined {
  const { candidatesTokenCount: candidates, thoughtsTokenCount: thoughts, totalTokenCount: total } = usage as Counts
  if (typeof candidates === 'number') return sum(candidates, thoughts)
  if (typeof thoughts === 'number') return sum(thoughts, candidates)
  return typeof total === 'number' && input !== undefined ? Math.max(0, total - input) : undefined
}

interface Counts extends JsonObject {
  readonly candidatesTokenCount?: unknown
  readonly thoughtsTokenCount?: unknown
  readonly totalTokenCount?: unknown
}

function sum(count: unknown, more: unknown): number | undefined {
  if (typeof count !== 'number') return undefined
  return Math.max(0, count) + (typeof more === 'number' ? Math.max(0, more) : 0)
}

function lastReporting(answer: unknown): unknown {
  if (!Array.isArray(answer)) return answer
  for (let i = answer.length - 1; i >= 0; i--) if (isJsonObject(memberOf(answer[i], 'usageMetadata'))) return answer[i]
  return undefined
}

/** Shows the pieces of generated text in an answer or event, function calls and code included. */
export function eachGeminiText(answer: unknown, see: (text: string) => void): void {
  for (const one of Array.isArray(answer) ? answer : [answer]) {
    for (const candidate of listOf(memberOf(one, 'candidates'))) {
      for (const part of listOf(memberOf(memberOf(candidate, 'content'), 'parts'))) seePart(part, see)
    }
  }
}

function seePart(part: unknown, see: (text: string) => void): void {
  seeText(memberOf(part, 'text'), see)
  const call = memberOf(part, 'functionCall')
  seeText(memberOf(call, 'name'), see)
  const args = memberOf(call, 'args')
  if (isJsonObject(args)) see(jsonText(args))
  seeText(memberOf(memberOf(part, 'executableCode'), 'code'), see)
  seeText(memberOf(memberOf(part, 'codeExecutionResult'), 'output'), see)
}

function seeText(value: unknown, see: (text: string) => void): void {
  if (typeof value === 'string') see(value)
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
