import { describe, it } from '@jest/globals'
import { fakeModelServer } from '@llm-limit/testing'
import { frameworkProgram, quickStartHolds } from '../scripts/pages/readme-programs.js'
import { runWorker } from '../scripts/pages/run-worker.js'

describe('the worker on the page of the package', () => {
  it('answers with budgets in workerd', async () => {
    await using models = await fakeModelServer()
    const { code } = frameworkProgram('edge')
    const tsconfig = `${import.meta.dirname}/../tsconfig.check.json`
    await using worker = await runWorker({ code, folder: import.meta.dirname, tsconfig, models })
    await quickStartHolds(worker.origin, models)
  })
})
