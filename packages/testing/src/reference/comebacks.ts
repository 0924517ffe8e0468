import { reserveCheap } from './floods.js'
import { raise, renew, settle } from './makers.js'
import type { Maker, Plot } from './plot.js'
import { withOtherQuotas } from './policies.js'

/** Plans that counters go while something is held of them, that they come back, and that what was held meets them again. */
export function planComeback(plot: Plot): void {
  const before = plot.policy
  const leave: Maker = (...told) => {
    plot.policy = withOtherQuotas(plot.random, before)
    return reserveCheap(...told)
  }
  const comeBack: Maker = (...told) => {
    plot.policy = before
    return reserveCheap(...told)
  }
  const last = plot.random.pick([settle, renew, raise])
  plot.planned.push(reserveCheap, leave, comeBack, reserveCheap, last, plot.random.pick([settle, last]))
}
