import { describe, expect, it } from '@jest/globals'
import { fakeClock } from '@llm-limit/testing'
import { StoreError } from '../errors.js'
import { breaker } from './breaker.js'

const down = new StoreError('down')

function setUp({ random = () => 0 }: { readonly random?: () => number } = {}) {
  const clock = fakeClock()
  const told: string[] = []
  /** Times of the probes, from the start. */
  const probes: number[] = []
  const start = clock.now()
  let underway = 0
  const state = { isUp: false, mostAtOnce: 0, isSlow: false }
  const circuit = breaker({
    clock,
    random,
    async probe() {
      probes.push(clock.now() - start)
      underway += 1
      state.mostAtOnce = Math.max(state.mostAtOnce, underway)
      if (state.isSlow) await new Promise<void>((resolve) => void clock.setTimer(resolve, 5_000))
      underway -= 1
      if (!state.isUp) throw down
    },
    probeMs: 5_000,
    whenDegraded: () => told.push('degraded'),
    whenRecovered: () => told.push('recovered'),
  })
  const fail = (times: number): void => {
    for (let i = 0; i < times; i += 1) circuit.failed(down, circuit.epoch)
  }
  return { clock, circuit, told, probes, state, fail }
}

describe('the breaker (F34, F41)', () => {
  it('opens at the third failure in a row', () => {
    const { circuit, told, fail } = setUp()
    fail(2)
    expect([circuit.isOpen, circuit.isWell]).toEqual([false, false])
    fail(1)
    expect(circuit.isOpen).toBe(true)
    expect(circuit.refusal).toMatchObject({ code: 'store-failed', cause: down })
    expect(told).toEqual(['degraded'])
  })

  it('counts from the start after any success', () => {
    const { circuit, told, fail } = setUp()
    for (let i = 0; i < 10; i += 1) {
      fail(2)
      circuit.succeeded()
    }
    expect([circuit.isOpen, circuit.isWell]).toEqual([false, true])
    expect(told).toHaveLength(20)
  })

  it('probes from the first failure, each time after twice as long, a second at most', async () => {
    const { clock, probes, fail } = setUp()
    fail(1)
    await clock.advanceAsync(5_000)
    expect(probes).toEqual([100, 300, 700, 1_500, 2_300, 3_100, 3_900, 4_700])
  })

  it('adds up to a quarter by chance, never takes any off', async () => {
    const { clock, probes, fail } = setUp({ random: () => 0.999999 })
    fail(1)
    await clock.advanceAsync(5_000)
    expect(probes).toEqual([125, 375, 875, 1_875, 2_875, 3_875, 4_875])
  })

  it('counts a failed probe as a failure: one call and two probes open it', async () => {
    const { clock, circuit, fail } = setUp()
    fail(1)
    await clock.advanceAsync(299)
    expect(circuit.isOpen).toBe(false)
    await clock.advanceAsync(1)
    expect(circuit.isOpen).toBe(true)
  })

  it('sends one probe at a time, however many calls fail', async () => {
    const { clock, probes, state, fail } = setUp()
    state.isSlow = true
    for (let i = 0; i < 50; i += 1) {
      fail(10)
      await clock.advanceAsync(100)
    }
    expect(state.mostAtOnce).toBe(1)
    expect(probes.length).toBeLessThanOrEqual(2)
  })

  it('closes as soon as a probe succeeds, and stops probing', async () => {
    const { clock, circuit, told, probes, state, fail } = setUp()
    fail(3)
    await clock.advanceAsync(600)
    state.isUp = true
    await clock.advanceAsync(100)
    expect([circuit.isOpen, circuit.isWell]).toEqual([false, true])
    expect(told).toEqual(['degraded', 'recovered'])
    await clock.advanceAsync(60_000)
    expect(probes).toHaveLength(3)
    expect(clock.pending).toBe(0)
  })

  it('is not opened by what was asked before it closed', async () => {
    const { clock, circuit, state, fail } = setUp()
    const { epoch } = circuit
    state.isUp = true
    fail(3)
    await clock.advanceAsync(100)
    for (let i = 0; i < 50; i += 1) circuit.failed(down, epoch)
    expect(circuit.isWell).toBe(true)
  })

  it('opens at once when the store answers probes and no call (F33), without going back to short delays', async () => {
    const { clock, circuit, probes, state, fail } = setUp()
    state.isUp = true
    fail(3)
    const since = clock.now()
    for (let i = 0; i < 6; i += 1) {
      await clock.advanceAsync(1_000)
      expect(circuit.isOpen).toBe(false)
      fail(1)
      expect([circuit.isOpen, circuit.failingMs]).toEqual([true, clock.now() - since])
    }
    expect(probes).toEqual([100, 1_200, 2_400, 3_800, 4_800, 5_800])
  })

  it('trusts a store again after a call that succeeded, or ten seconds', async () => {
    const { clock, circuit, state, fail } = setUp()
    state.isUp = true
    fail(3)
    await clock.advanceAsync(100)
    circuit.succeeded()
    fail(2)
    expect(circuit.isOpen).toBe(false)
    await clock.advanceAsync(10_100)
    fail(2)
    expect(circuit.isOpen).toBe(false)
    expect(circuit.failingMs).toBe(0)
  })

  it('leaves no timer behind when it is stopped, and hears nothing more', async () => {
    const { clock, circuit, told, fail } = setUp()
    fail(3)
    circuit.stop()
    expect(clock.pending).toBe(0)
    await clock.advanceAsync(10_000)
    expect(told).toEqual(['degraded'])
  })

  it('lets calls be the probe where its timers never come, as on workers', () => {
    let time = 0
    const told: string[] = []
    const circuit = breaker({
      clock: { now: () => time, setTimer: () => () => {} },
      random: () => 0,
      probe: async () => {},
      probeMs: 5_000,
      whenDegraded: () => told.push('degraded'),
      whenRecovered: () => told.push('recovered'),
    })
    const fail = (): void => circuit.failed(down, circuit.epoch)
    const isOpenAt = (ms: number): boolean => {
      time = ms
      return circuit.isOpen
    }
    for (let i = 0; i < 3; i += 1) fail()
    expect([isOpenAt(6_099), isOpenAt(6_100)]).toEqual([true, false])
    fail()
    expect([isOpenAt(12_099), isOpenAt(12_100)]).toEqual([true, false])
    circuit.succeeded()
    expect([circuit.isOpen, circuit.isWell, told]).toEqual([false, true, ['degraded', 'recovered']])
  })
})
