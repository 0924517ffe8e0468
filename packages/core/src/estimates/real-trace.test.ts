import { describe, expect, it } from '@jest/globals'
import { allFindings, isMissed } from '../../../../benchmarks/estimates/findings.js'

describe('an hour of real traffic', () => {
  it('is foretold as well as promised, and money that is free is not refused', () => {
    expect(allFindings().filter(isMissed)).toEqual([])
  })
})
