import { type Charge, type Offers, offerList, type Partition, type Quota } from '@llm-limit/core'
import type { Command } from './command.js'
import type { Step } from './pair.js'
import { STORY_START } from './story.js'

/** One line a step; partitions are listed once, above. Times count from the start of the story. */
export function explainHistory(steps: readonly Step[]): string[] {
  const names = new Map<string, string>()
  const name = (partitions: readonly Partition[]) => partitions.map((partition) => nameOf(names, partition)).join(' ')
  const lines = steps.map(
    ({ command, clock, outcome }, index) =>
      `  ${index + 1}. at ${since(clock)}: ${commandText(command, name)} -> ${JSON.stringify(outcome)}`,
  )
  return [...[...names].map(([text, short]) => `  ${short} = ${text}`), ...lines]
}

function nameOf(names: Map<string, string>, partition: Partition): string {
  const text = `${partition.key}: ${partition.quotas.map(quotaText).join('; ')}`
  const name = names.get(text) ?? `P${names.size + 1}`
  names.set(text, name)
  return name
}

function quotaText({ counter, limit, aging, scaled, ladder, onlyWhile }: Quota): string {
  const flags = `${scaled ? ' scaled' : ''}${ladder ? ' ladder' : ''}`
  const condition = onlyWhile === undefined ? '' : ` only while quota ${onlyWhile.quota} >= ${onlyWhile.share}`
  return `'${counter}' ${limit} ${agingText(aging)}${flags}${condition}`
}

function agingText(aging: Quota['aging']): string {
  if (aging.algorithm === 'sliding') return `sliding ${aging.windowMs} ms`
  if (aging.algorithm === 'bucket') return `bucket ${aging.refill} per ${aging.windowMs} ms`
  return aging.algorithm === 'calendar' ? `calendar ${aging.boundaries.map(since).join(' ')}` : aging.algorithm
}

function commandText(command: Command, name: (partitions: readonly Partition[]) => string): string {
  if (command.do === 'clock') return `clock to ${since(command.to)}`
  if (command.do === 'reset') return `reset ${name(command.partitions)}`
  if (command.do === 'reserve') {
    const { id, issuedAt, partitions, offers, weight, leaseMs, repeat } = command.call
    const again = repeat === undefined ? '' : ` repeat ${JSON.stringify(repeat)}`
    return `reserve ${id} in ${name(partitions)} issued ${since(issuedAt)} lease ${leaseMs} weight ${weight}${again} ${offersText(offers)}`
  }
  const { id, partitions, weight, repeatFactor } = command.reservation
  const target = `${command.do} ${id} in ${name(partitions)} weight ${weight} factor ${repeatFactor}`
  if (command.do === 'settle') return `${target} ${JSON.stringify(command.settlement)}`
  if (command.do === 'renew') return `${target} ${JSON.stringify(command.call)}`
  const { step, leaseMs, taken, offers } = command.call
  return `${target} step ${step} lease ${leaseMs} taken ${taken.join(' ')} ${offersText(offers)}`
}

function offersText(offers: Offers): string {
  return offerList(offers)
    .map(({ rung, charges, output }) => {
      const { min, max, hold } = output
      return `[rung ${rung}, output ${min}..${max} hold ${hold}: ${charges.map(chargeText).join('; ')}]`
    })
    .join(' ')
}

function chargeText({ cap, fixed, perOutputToken }: Charge): string {
  return `${fixed} + ${perOutputToken}/token <= ${cap}`
}

function since(time: number): string {
  return time >= STORY_START / 2 ? `${time < STORY_START ? '' : '+'}${time - STORY_START}` : `${time}`
}
