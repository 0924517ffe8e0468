/**
 * What the soft rung serves instead: a cheaper model of the same vendor with the same API and at least the same context
 * window, so that a prompt that fitted still fits. Never dearer in any component of its price; a test holds that.
 */
export const defaultModelMap: Readonly<Record<string, string>> = {
  'gpt-6-astra': 'gpt-6-sol',
  'gpt-6-sol': 'gpt-6-luna',
  'gpt-5.6': 'gpt-5.6-terra',
  'gpt-5.6-sol': 'gpt-5.6-terra',
  'gpt-5.6-terra': 'gpt-5.6-luna',
  'gpt-5.5': 'gpt-5.6-terra',
  'gpt-5.4': 'gpt-5.6-luna',
  'gpt-5.4-mini': 'gpt-5.4-nano',
  'gpt-5.2': 'gpt-5-mini',
  'gpt-5.1': 'gpt-5-mini',
  'gpt-5': 'gpt-5-mini',
  'gpt-5-mini': 'gpt-5-nano',
  'gpt-4.1': 'gpt-4.1-mini',
  'gpt-4.1-mini': 'gpt-4.1-nano',
  'gpt-4o': 'gpt-4o-mini',
  o1: 'o4-mini',
  o3: 'o4-mini',

  'claude-fable-5': 'claude-opus-5-5',
  'claude-fable-5-1': 'claude-opus-5-5',
  'claude-opus-5-5': 'claude-sonnet-5',
  'claude-opus-5': 'claude-sonnet-5',
  'claude-opus-4-8': 'claude-sonnet-5',
  'claude-opus-4-7': 'claude-sonnet-5',
  'claude-opus-4-6': 'claude-sonnet-5',
  'claude-opus-4-5': 'claude-haiku-4-5',
  'claude-opus-4-1': 'claude-sonnet-4-0',
  'claude-sonnet-4-5': 'claude-haiku-4-5',
  'claude-sonnet-4-0': 'claude-haiku-4-5',

  'gemini-3.1-pro-preview': 'gemini-3.8-flash',
  'gemini-3-pro-preview': 'gemini-3.8-flash',
  'gemini-3.8-flash': 'gemini-3.5-flash-lite',
  'gemini-3.7-flash': 'gemini-3.5-flash-lite',
  'gemini-2.5-pro': 'gemini-2.5-flash',
  'gemini-2.5-flash': 'gemini-2.5-flash-lite',

  'mistral-large-2512': 'mistral-small-2603',
  'mistral-medium-latest': 'mistral-small-2603',
  'mistral-medium-3-5': 'mistral-small-2603',

  'llama-3.3-70b-versatile': 'llama-3.1-8b-instant',
  'openai/gpt-oss-120b': 'openai/gpt-oss-20b',
}
