import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Folder, temporaryFolder } from '../log/log-file.fixture.js'
import { requireTarget, writeWhole } from './write-whole.js'

let folder: Folder
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

describe('a file that is written whole', () => {
  it('takes the place of the one before, and leaves nothing else', () => {
    const file = folder.write('report.html', 'before')
    writeWhole('--html', file, 'after')
    expect(readFileSync(file, 'utf8')).toBe('after')
    expect(readdirSync(dirname(file))).toEqual(['report.html'])
  })

  it('is not there in part when it cannot come to its name', () => {
    const file = join(dirname(folder.write('log.csv', '')), 'a-folder')
    mkdirSync(file)
    expect(() => writeWhole('--html', file, 'report')).toThrow(`--html: '${file}' cannot be written: `)
    expect(readdirSync(dirname(file))).toEqual(['a-folder', 'log.csv'])
  })

  it('is refused before anything is read when it has no folder, or is a file that is read', () => {
    const log = folder.write('log.csv', '')
    const nowhere = join(dirname(log), 'nowhere', 'report.html')
    expect(() => requireTarget('--html', nowhere, [log])).toThrow(`there is no folder '${dirname(nowhere)}'`)
    expect(() => requireTarget('--html', log, ['x', relative(process.cwd(), log)])).toThrow('is what is read here')
    expect(() => requireTarget('--html', join(dirname(log), 'report.html'), [log])).not.toThrow()
  })
})
