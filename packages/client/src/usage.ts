import { asObject, countIn, type JsonObject, jsonObject, textIn } from './json.js'
import { isPhase } from './phase.js'
import type { Quota, Snapshot } from './snapshot.js'

/** Reads the answer of the usage route; quotas of single operations come after the shared ones. @returns undefined for anything else. */
export function readUsage(body: string, now: number): Pick<Snapshot, 'phase' | 'percent' | 'quotas'> | undefined {
  const report = jsonObject(body)
  const phase = report?.['phase']
  const percent = countIn(report, 'percent')
  const lists = [report?.['quotas'], ...Object.values(asObject(report?.['operations']) ?? {})]
  if (!isPhase(phase) || percent === undefined || !lists.every(Array.isArray)) return undefined
  const quotas = lists.flat().map((status) => quotaOf(asObject(status), now))
  return quotas.every((quota) => quota !== undefined) ? { phase, percent, quotas } : undefined
}

function quotaOf(status: JsonObject | undefined, now: number): Quota | undefined {
  const name = textIn(status, 'name')
  const limit = countIn(status, 'limit')
  const remaining = countIn(status, 'remaining')
  const percent = countIn(status, 'percent')
  if (name === undefined || limit === undefined || remaining === undefined || percent === undefined) return undefined
  const moreAfterMs = countIn(status, 'moreAfterMs')
  return {
    name,
    unit: textIn(status, 'unit'),
    limit,
    remaining,
    percent,
    windowSeconds: countIn(status, 'windowSeconds'),
    moreAt: moreAfterMs === undefined ? undefined : now + moreAfterMs,
  }
}
