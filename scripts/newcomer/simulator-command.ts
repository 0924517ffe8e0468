import assert from 'node:assert/strict'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { blockOf, blocksOf } from '../pages/snippets.js'
import { printedBy } from './printed-by.js'
import type { Walk } from './walk.js'

const PAGE = 'packages/simulator/README.md'

const withoutPadding = (line: string): string => line.trim().replaceAll(/ +/g, ' ')

/** The command of the simulator, on the policy and the log of its page. */
export function simulatorWalk(): Walk {
  const [, command = ''] = blocksOf(PAGE, 'sh').map((block) => block.trim())
  return {
    package: 'simulator',
    title: command,
    async run(parent) {
      const folder = await mkdtemp(join(parent, 'simulator-'))
      await writeFile(join(folder, 'limits.ts'), blockOf(PAGE, 'ts'))
      await writeFile(join(folder, 'requests.csv'), blockOf(PAGE, 'csv'))
      const env = { npm_config_yes: 'false' } // nothing but what is installed
      const report = (await printedBy('sh', ['-c', command], { folder, env })).split('\n').map(withoutPadding)
      const lines = blockOf(PAGE, 'text').trim().split('\n').map(withoutPadding)
      assert.deepEqual(
        lines.filter((line) => !report.includes(line)),
        [],
        `The report says otherwise:\n${report.join('\n')}`,
      )
      return 'printed what the page says'
    },
  }
}
