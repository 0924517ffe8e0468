import { Redis } from 'ioredis'
import type { Section } from '../harness/sections.js'
import type { Arena } from './arena.js'
import { capacitySection, costSections, speedSection } from './call-sections.js'
import { connected } from './connected.js'
import { ourRacers } from './our-racers.js'
import { peersOver } from './peers.js'
import { type Racer, race } from './race.js'
import { watch } from './server.js'

/** Calls in flight; targets stand for the last one. */
const WIDTHS = [1, 512, 64]

/** Calls a second and what a call costs client and server, of ours and others, over one server and in one process. */
export async function calls({ url, ours, isQuick }: Arena): Promise<Section[]> {
  const server = await watch(url)
  const racers: Racer[] = peersOver(await connected(new Redis(url)))
  for (const { label, open } of ours) racers.push(...(await ourRacers(label, await open(url), isQuick ? 0.25 : 1)))
  const labels = ours.map(({ label }) => label)
  const [most, rounds] = isQuick ? [2_000, 5] : [4_000, 11]
  const sections: Section[] = []
  for (const width of WIDTHS) {
    const isLast = width === WIDTHS.at(-1)
    const tooks = await race(server, racers, { width, calls: width === 1 ? 500 : most, rounds })
    sections.push(speedSection(width, tooks, isLast))
    if (isLast) sections.push(capacitySection(tooks), ...costSections(tooks, labels))
  }
  return sections
}
