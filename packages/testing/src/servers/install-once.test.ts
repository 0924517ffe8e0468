import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { installOnce } from './install-once.js'

describe('an installation', () => {
  let parent = ''
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'install-once-'))
  })
  afterEach(() => rm(parent, { recursive: true }))

  it('appears complete, once, however many install at the same moment', async () => {
    const folder = join(parent, 'deep', 'tool')
    const install = (text: string) =>
      installOnce(folder, async (into) => {
        await writeFile(join(into, 'first'), text)
        await writeFile(join(into, 'second'), text)
      })
    await Promise.all(['a', 'b', 'c', 'd'].map(install))
    const files = await Promise.all(['first', 'second'].map((file) => readFile(join(folder, file), 'utf8')))
    expect(files[0]).toBe(files[1])
    expect(await readdir(join(parent, 'deep'))).toEqual(['tool'])
  })

  it('is not done again', async () => {
    const folder = join(parent, 'tool')
    let installs = 0
    const install = async (into: string): Promise<void> => {
      installs += 1
      await writeFile(join(into, 'file'), '')
    }
    await installOnce(folder, install)
    await installOnce(folder, install)
    expect(installs).toBe(1)
  })

  it('that fails leaves nothing behind, and the next one may succeed', async () => {
    const folder = join(parent, 'tool')
    const fail = async (into: string): Promise<void> => {
      await writeFile(join(into, 'half'), '')
      throw new Error('no network')
    }
    await expect(installOnce(folder, fail)).rejects.toThrow('no network')
    expect(await readdir(parent)).toEqual([])
    await installOnce(folder, (into) => writeFile(join(into, 'whole'), ''))
    expect(await readdir(folder)).toEqual(['whole'])
  })
})
