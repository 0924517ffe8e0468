import { describe, expect, it } from '@jest/globals'
import { startProcess } from './node-process.js'
import { processState } from './process-state.js'
import { until } from './until.js'

const worker = new URL('./worker.fixture.ts', import.meta.url)

describe('a child process', () => {
  it('runs TypeScript, reads packages from their sources, and has its arguments and variables', async () => {
    await using child = await startProcess(worker, ['one', 'two'], { env: { WORKER_NAME: 'w1' } })
    expect(await child.receive()).toEqual({
      args: ['one', 'two'],
      name: 'w1',
      pid: child.pid,
      core: expect.stringMatching(/^file:.*packages\/core\/src\/index\.ts$/),
    })
  })

  it('exchanges messages in order, as structured clone copies them', async () => {
    await using child = await startProcess(worker)
    await child.receive()
    child.send({ echo: { sum: 10n } })
    child.send({ echo: new Map([['a', undefined]]) })
    const answers = [child.receive(), child.receive()]
    expect(await Promise.all(answers)).toEqual([{ sum: 10n }, new Map([['a', undefined]])])
  })

  it('is gone when kill has settled; who waits for a message learns it', async () => {
    const child = await startProcess(worker)
    await child.receive()
    const next = child.receive()
    const rejected = expect(next).rejects.toThrow('worker.fixture.ts ended')
    expect(await child.kill('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' })
    expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' })
    await rejected
    expect(() => process.kill(child.pid, 0)).toThrow('ESRCH')
    expect(() => child.send('hello')).toThrow('has ended')
  })

  it('gives its last message and its exit code when it ends by itself', async () => {
    await using child = await startProcess(worker)
    await child.receive()
    child.send({ echo: 'bye' })
    child.send({ exit: 3 })
    expect(await child.exited).toEqual({ code: 3, signal: null })
    expect(await child.receive()).toBe('bye')
    await expect(child.receive()).rejects.toThrow('sent no further message')
  })

  it('shows why it failed', async () => {
    await using child = await startProcess(worker)
    await child.receive()
    child.send({ fail: 'out of luck' })
    await expect(child.receive()).rejects.toThrow(/ended.*out of luck/s)
    expect(child.output).toContain('out of luck')
    expect(await child.exited).toEqual({ code: 1, signal: null })
  })

  it('can end in its own way on SIGTERM', async () => {
    await using child = await startProcess(worker)
    await child.receive()
    expect(await child.kill('SIGTERM')).toEqual({ code: 42, signal: null })
  })

  it('does nothing while it is paused, and goes on afterwards', async () => {
    await using child = await startProcess(worker)
    await child.receive()
    await child.pause()
    child.send({ echo: 1 })
    let answer: unknown
    const answered = child.receive().then((message) => {
      answer = message
    })
    const start = performance.now()
    await until('a moment has passed', () => performance.now() - start > 30)
    expect(answer).toBeUndefined()
    child.resume()
    await answered
    expect(answer).toBe(1)
  })
})

describe('a process that starts servers and is killed', () => {
  it('takes them with it, frozen or not', async () => {
    const owner = await startProcess(new URL('./owner.fixture.ts', import.meta.url))
    const pids = (await owner.receive()) as number[]
    expect(pids).toHaveLength(3)
    await owner.kill('SIGKILL')
    // Who ended and has no parent may stay in the table of processes, as Z.
    for (const pid of pids) await until(`process ${pid} is gone`, async () => /^Z?$/.test(await processState(pid)))
  })
})
