import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { redisServerPath } from './redis-server-path.js'

describe('the redis-server to start', () => {
  it('is the one that LLM_LIMIT_REDIS_SERVER names, before all others', async () => {
    expect(await redisServerPath({ ...process.env, LLM_LIMIT_REDIS_SERVER: '/opt/valkey-server' })).toBe(
      '/opt/valkey-server',
    )
  })

  it('is else the first in PATH that can be executed', async () => {
    const [first, second] = await Promise.all([mkdtemp(join(tmpdir(), 'path-')), mkdtemp(join(tmpdir(), 'path-'))])
    await writeFile(join(first, 'redis-server'), '', { mode: 0o644 })
    await writeFile(join(second, 'redis-server'), '', { mode: 0o755 })
    const path = await redisServerPath({ PATH: ['', first, second].join(delimiter) })
    expect(path).toBe(join(second, 'redis-server'))
    for (const folder of [first, second]) await rm(folder, { recursive: true })
  })

  it('is missing with one line that says what to install, where apt-get is not to be had', async () => {
    const missing = redisServerPath({ PATH: '/nowhere', LLM_LIMIT_REDIS_SERVER: '' })
    await expect(missing).rejects.toThrow(
      /^Found no redis-server: install Redis 7 .*apt-get install.*brew install.*\.$/,
    )
  })
})
