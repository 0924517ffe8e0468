import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Campaign, CampaignReport, Failure } from '../packages/testing/src/simulation/index.js'

/** Runs seeds in so many processes. As one bundle: the loader that runs scripts names every function anew each time it is made. */
export async function runShares(
  { mode, from, seeds }: Campaign,
  processes: number,
  whenFailed: (failure: Failure) => void,
): Promise<CampaignReport[]> {
  const folder = mkdtempSync(join(tmpdir(), 'simulation-'))
  const share = Math.ceil(seeds / processes)
  /** As soon as it is found: the others may take long. */
  async function told(running: Promise<CampaignReport>): Promise<CampaignReport> {
    const report = await running
    if (report.failure !== undefined) whenFailed(report.failure)
    return report
  }

  try {
    const program = await bundled(join(folder, 'share.mjs'))
    const firsts = Array.from({ length: processes }, (_, n) => n * share)
    return await Promise.all(
      firsts.map((first) =>
        told(runShare(program, { mode, from: from + first, seeds: Math.max(0, Math.min(share, seeds - first)) })),
      ),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function bundled(outfile: string): Promise<string> {
  await build({
    entryPoints: [fileURLToPath(new URL('simulation-share.ts', import.meta.url))],
    tsconfig: fileURLToPath(new URL('../tsconfig.check.json', import.meta.url)),
    ...{ outfile, bundle: true, platform: 'node', target: 'node20', format: 'esm', logLevel: 'warning' },
  })
  return outfile
}

function runShare(program: string, { mode, from, seeds }: Campaign): Promise<CampaignReport> {
  const child = fork(program, [mode, `${from}`, `${seeds}`], { execArgv: ['--single-threaded-gc'] })
  return new Promise((resolve, reject) => {
    let report: CampaignReport | undefined
    child.on('message', (told) => {
      report = told as CampaignReport
    })
    child.on('close', (code) => {
      if (report !== undefined) resolve(report)
      else reject(new Error(`A process ended with code ${code} and told nothing.`))
    })
  })
}
