import type { GuardOptions } from './options.js'
import type { ProblemWords } from './problem.js'

/** The app's words in the first accepted language that it has; the longest tag that matches wins. */
export function wordsFor(
  messages: GuardOptions<unknown>['messages'],
  acceptLanguage: string | undefined,
): Partial<ProblemWords> | undefined {
  if (messages === undefined || acceptLanguage === undefined) return messages?.['en']
  const accepted = acceptLanguage
    .slice(0, 256)
    .split(',')
    .map((range) => (range.split(';')[0] ?? '').trim().toLowerCase())
  const offered = new Map(Object.entries(messages).map(([language, words]) => [language.toLowerCase(), words]))
  for (const range of accepted) {
    const words = offered.get(range) ?? offered.get(range.split('-')[0] ?? '')
    if (words !== undefined) return words
  }
  return offered.get('en')
}
