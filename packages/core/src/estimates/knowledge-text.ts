import { BINS } from './bins.js'
import type { Histogram } from './histogram.js'
import { ALL, histogramOf, isStratum, type Knowledge, noKnowledge } from './knowledge.js'

/** What the port promises to take; nothing comes near it but made-up numbers. */
const LONGEST = 65_536
/** Less of an answer than this in a bin is not worth its text. */
const NEGLIGIBLE = 0.005

/** `{ era, input: { request, call }, strata: { [stratum] } }`, each `[tokens, bin, count, bin, count, ...]` */
export function textOf(knowledge: Knowledge): string {
  const text = write(knowledge)
  const all = knowledge.strata.get(ALL)
  if (text.length <= LONGEST || all === undefined) return text
  return write({ ...knowledge, strata: new Map([[ALL, all]]) })
}

function write({ era, input, strata }: Knowledge): string {
  const lists = Object.fromEntries([...strata].map(([stratum, each]) => [stratum, listOf(each)]))
  return JSON.stringify({ era, input: { request: listOf(input.request), call: listOf(input.call) }, strata: lists })
}

function listOf({ counts, tokens }: Histogram): readonly number[] {
  const list = [Math.round(tokens)]
  counts.forEach((count, bin) => {
    if (count >= NEGLIGIBLE) list.push(bin, Math.round(count * 1000) / 1000)
  })
  return list
}

/** @returns undefined for a text that is none of ours: whatever it says, no number of it reaches a hold. */
export function knowledgeIn(text: string): Knowledge | undefined {
  const { era, input, strata } = membersOf(parsed(text))
  const { request, call } = membersOf(input)
  if (!isAmount(era)) return undefined
  const knowledge = noKnowledge(era)
  const isRead =
    readList(knowledge.input.request, request) &&
    readList(knowledge.input.call, call) &&
    Object.entries(membersOf(strata)).every(([stratum, list]) => readStratum(knowledge, Number(stratum), list))
  return isRead ? knowledge : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readStratum(knowledge: Knowledge, stratum: number, list: unknown): boolean {
  return isStratum(stratum) && readList(histogramOf(knowledge, stratum), list)
}

function readList(histogram: Histogram, list: unknown): boolean {
  if (!Array.isArray(list) || list.length % 2 === 0 || !list.every(isAmount)) return false
  const [tokens = 0, ...pairs]: readonly number[] = list
  histogram.tokens = tokens
  for (let i = 0; i < pairs.length; i += 2) {
    const [bin = BINS, count = 0] = pairs.slice(i, i + 2)
    if (!Number.isInteger(bin) || bin >= BINS) return false
    histogram.counts[bin] = count
    histogram.total += count
  }
  return true
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < 1e15
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
