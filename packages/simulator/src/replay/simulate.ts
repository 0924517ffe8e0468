import type { Report } from '../findings/report.js'
import type { CallLog } from '../log/log-call.js'
import type { ReplayOptions } from './options.js'
import { replayer } from './replayer.js'

/**
 * Replays a log under one or several policies, in one pass and in virtual time. Nothing is written, and no store, provider or clock
 * of the app is used. @returns a report for each, in their order; the same log, options and seed always give the same.
 */
export async function simulate(log: CallLog, replays: readonly ReplayOptions[]): Promise<Report[]> {
  const replayers = replays.map(replayer)
  for await (const calls of log) {
    for (const each of replayers) await each.replay(calls)
  }
  const reports: Report[] = []
  for (const each of replayers) reports.push(await each.finish())
  return reports
}
