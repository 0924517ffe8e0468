import { median } from '../harness/median.js'
import type { Row, Section } from '../harness/sections.js'
import { ratio } from '../harness/turns.js'
import { scriptTargets, speedTargets } from './call-targets.js'
import { reserveName, settleName } from './our-racers.js'
import { INCRBY } from './peers.js'
import type { Race, Took } from './race.js'

/** By the name of the row, a figure for each round. */
type Figures = ReadonlyMap<string, readonly number[]>

export function speedSection(width: number, tooks: Race, isTarget: boolean): Section {
  const walls = figuresOf(tooks, ({ wallUs }) => wallUs)
  return speeds(`calls a second, ${width} in flight`, walls, isTarget ? speedTargets : {})
}

/** What the busier side would let through, had each a core to itself: others who use the machine are not in it. */
export function capacitySection(tooks: Race): Section {
  const busier = figuresOf(tooks, ({ clientUs, serverUs }) => Math.max(clientUs, serverUs))
  return speeds('calls a second by CPU time of the busier side, 64 in flight', busier, {})
}

function speeds(title: string, us: Figures, targets: typeof speedTargets): Section {
  const rows = [...us].map(([name, values]) => ({
    name,
    value: 1e6 / median(values),
    ratio: 1 / ratio(us, name, INCRBY),
    ...targets[name],
  }))
  return { title: `Redis: ${title}`, unit: 'calls/s', peer: INCRBY, rows }
}

/** CPU of both sides and time of scripts; `labels` are those of our stores. */
export function costSections(tooks: Race, labels: readonly string[]): Section[] {
  const client = figuresOf(tooks, ({ clientUs }) => clientUs)
  const server = figuresOf(tooks, ({ serverUs }) => serverUs)
  const script = figuresOf(tooks, ({ scriptUs }) => scriptUs)
  const scriptMedian = figuresOf(tooks, ({ scriptMedianUs }) => scriptMedianUs)
  return [
    costSection('CPU of the client a call, 64 in flight', withWholeCalls(client, labels)),
    costSection('CPU of the server a call, 64 in flight', withWholeCalls(server, labels)),
    costSection('script time a call, 64 in flight, mean', script, scriptTargets),
    costSection('one script, 64 in flight, median', scriptMedian),
  ]
}

function figuresOf(tooks: Race, figure: (took: Took) => number): Figures {
  return new Map([...tooks].map(([name, each]) => [name, each.map(figure)]))
}

/** A call of ours is two commands. */
function withWholeCalls(figures: Figures, labels: readonly string[]): Figures {
  const whole = labels.map((label): [string, number[]] => {
    const settles = figures.get(settleName(label, 1)) ?? []
    const reserves = figures.get(reserveName(label, 1)) ?? []
    return [`${label} reserve + settle, 1 open`, reserves.map((value, round) => value + (settles[round] ?? Number.NaN))]
  })
  return new Map([...figures, ...whole])
}

function costSection(title: string, figures: Figures, targets: typeof scriptTargets = {}): Section {
  const rows = [...figures]
    .map(([name, values]) => ({ name, value: median(values), ...ratioOf(figures, name), ...targets[name] }))
    .filter(({ value }) => !Number.isNaN(value))
  return { title: `Redis: ${title}`, unit: 'us', peer: INCRBY, rows }
}

/** INCRBY runs no script. */
function ratioOf(figures: Figures, name: string): Pick<Row, 'ratio'> {
  const value = ratio(figures, name, INCRBY)
  return Number.isNaN(value) ? {} : { ratio: value }
}
