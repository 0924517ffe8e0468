import { describe, expect, it } from '@jest/globals'
import { startProcess } from '@llm-limit/testing/servers'

describe('a script that does nothing but wait for its calls', () => {
  it('does not end before they do, nor stays after', async () => {
    await using script = await startProcess(new URL('./waits-alone.fixture.ts', import.meta.url))
    for (let call = 0; call < 8; call += 1) expect(await script.receive()).toBe(200)
    expect(await script.exited).toMatchObject({ code: 0 })
  })
})
