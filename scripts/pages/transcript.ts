/**
 * Runs the README's second program until Ada has seen every phase, and writes down what she saw.
 * `npx tsx scripts/pages/transcript.ts` puts it into the README; a test tells when it is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { argv } from 'node:process'
import { pathToFileURL } from 'node:url'
import { type FakeModelServer, fakeModelServer } from '@llm-limit/testing'
import { ask, readmePrograms, runSnippet } from './readme-programs.js'

const README = new URL('../../README.md', import.meta.url)
const BETWEEN = /(?<=^<!-- transcript -->\n)[\s\S]*(?=^<!-- \/transcript -->$)/m
const SHOWN = [
  'RateLimit',
  'LLM-Limit-Phase',
  'LLM-Limit-Used',
  'LLM-Limit-Terms',
  'Retry-After',
  'x-should-retry',
  'Content-Type',
] as const
const TEXTS: Readonly<Record<number, string>> = { 200: 'OK', 429: 'Too Many Requests' }

export function transcriptIn(page: string): string | undefined {
  return BETWEEN.exec(page)?.[0]
}

/** What Ada sees in each phase. Between them: a long answer, another one, and a long document that she pastes. */
export async function transcript(): Promise<string> {
  await using models = await fakeModelServer({ words: ['Spend', 'little,', 'spend', 'well.'], outputTokens: 12 })
  await using program = await runSnippet(readmePrograms()[1], models, './frozen-time.mjs')
  const url = `${program.origin}/chat`
  const seen = [await shown(url, 'Normal', 'A haiku about budgets, please.')]
  await longAnswer(url, models, 16_000)
  seen.push(await shown(url, 'Warning: from 80 % on', 'Another one, about rain.'))
  await longAnswer(url, models, 3_500)
  seen.push(await shown(url, 'Soft: a cheaper model, a shorter answer, 0.4 s later', 'And one about mountains.'))
  await ask(url, 'line '.repeat(3_500))
  seen.push(await shown(url, 'Hard: refused before the model is called', 'One about the sea.'))
  return seen.join('\n')
}

async function longAnswer(url: string, models: FakeModelServer, outputTokens: number): Promise<void> {
  models.next({ outputTokens })
  await ask(url, `Tell me everything about ${outputTokens}.`)
}

async function shown(url: string, title: string, content: string): Promise<string> {
  const response = await ask(url, content)
  const fields = SHOWN.flatMap((name) => {
    const value = response.headers.get(name)
    return value === null || value.startsWith('application/json') ? [] : [`${name}: ${value}`]
  })
  const body: unknown = await response.json()
  const json = response.ok ? JSON.stringify(body) : JSON.stringify(body, null, 2)
  const lines = [`HTTP/1.1 ${response.status} ${TEXTS[response.status]}`, ...fields, '', json]
  return `**${title}**\n\n\`\`\`http\n${lines.join('\n')}\n\`\`\`\n`
}

if (argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href) {
  const text = await transcript()
  writeFileSync(
    README,
    readFileSync(README, 'utf8').replace(BETWEEN, () => text),
  )
}
