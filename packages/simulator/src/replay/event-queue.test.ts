import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type DueEvent, EventQueue } from './event-queue.js'

function eventAt(atMs: number, name: number): DueEvent & { readonly name: number } {
  return { atMs, name, order: 0, happen: () => undefined }
}

describe('the queue of events', () => {
  it('gives events by time, and those of one time in the order in which they were added, whatever is taken meanwhile', () => {
    const step = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant('take' as const))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const queue = new EventQueue()
        let waiting: (readonly [number, number])[] = []
        const check = (): void => {
          waiting = [...waiting].sort(([a, i], [b, j]) => a - b || i - j)
          expect(queue.nextMs).toBe(waiting[0]?.[0] ?? Number.POSITIVE_INFINITY)
          const taken = queue.take()
          expect(taken === undefined ? undefined : (taken as ReturnType<typeof eventAt>).name).toBe(
            waiting.shift()?.[1],
          )
        }
        for (const [i, step] of steps.entries()) {
          if (step === 'take') check()
          else {
            queue.add(eventAt(step, i))
            waiting.push([step, i])
          }
        }
        while (queue.size > 0) check()
        expect(waiting).toEqual([])
      }),
    )
  })
})
