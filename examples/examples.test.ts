import { readFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import { startProcess } from '@llm-limit/testing/servers'

it.each(['share-a-budget-between-two-servers', 'survive-redis-going-away'])(
  '%s ends well, and prints what its page shows',
  async (name) => {
    const page = readFileSync(new URL(`./${name}/README.md`, import.meta.url), 'utf8')
    const [, shown] = /```text\n([^`]*)```/.exec(page) ?? []
    const example = await startProcess(new URL(`./${name}/run.ts`, import.meta.url))
    const { code } = await example.exited
    expect({ code, output: example.output }).toEqual({ code: 0, output: shown })
  },
)
