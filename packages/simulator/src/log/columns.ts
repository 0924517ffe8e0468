import { ConfigError } from '@llm-limit/core'

/** What a log can say of a request. */
export const FIELDS = [
  'time',
  'user',
  'org',
  'tier',
  'operation',
  'model',
  'inputTokens',
  'outputTokens',
  'maxOutputTokens',
] as const
export type Field = (typeof FIELDS)[number]

/** The column of each field: a name in the header of a CSV, a path such as `usage.inputTokens` in JSONL. */
export type Columns = { readonly [Name in Field]?: string | undefined }

export const REQUIRED: readonly Field[] = ['time', 'inputTokens', 'outputTokens']

/** "AzureLLMInferenceTrace" of the Azure Public Dataset. It names no users. */
export const AZURE: Columns = { time: 'TIMESTAMP', inputTokens: 'ContextTokens', outputTokens: 'GeneratedTokens' }

/** Event `attempt-ended` with the time and the user that the app adds. */
export const LEDGER: Columns = {
  time: 'time',
  user: 'user',
  org: 'org',
  tier: 'tier',
  operation: 'operation',
  model: 'usage.model',
  inputTokens: 'usage.inputTokens',
  outputTokens: 'usage.outputTokens',
}

/** A CSV whose header has the names of the fields. */
export const BY_NAME: Columns = Object.fromEntries(FIELDS.map((field) => [field, field]))

/** Reads `time=created_at,inputTokens=usage.prompt`. @throws ConfigError naming what is no field. */
export function readColumns(text: string): Columns {
  const pairs = text.split(',').map((pair): [string, string] => {
    const at = pair.indexOf('=')
    return at < 1 ? [pair, ''] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
  })
  for (const [field, column] of pairs) {
    if (!FIELDS.some((name) => name === field) || column === '')
      throw new ConfigError(`--columns: '${field}=${column}' is not field=column. Fields are ${FIELDS.join(', ')}.`)
  }
  return Object.fromEntries(pairs)
}
