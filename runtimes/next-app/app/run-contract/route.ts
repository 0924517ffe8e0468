import type { AdapterApp } from '@llm-limit/testing'
import { runClaims } from '../../../run-claims'
import { contractApp } from '../../lib/contract-app'

/** Runs all claims in this process, against what is served below `url`. */
export async function POST(request: Request): Promise<Response> {
  const { name, url, sees } = await request.json()
  const start = async (app: AdapterApp) => {
    contractApp().current = app
    return { origin: url, close: async () => {} }
  }
  return Response.json(await runClaims({ name, sees, start }))
}
