import { redisStore } from '../src/index.js'
import { clientFor } from './app/client.js'

/** The codes of what the store itself warns of on such a server. */
export async function examined(url: string): Promise<string> {
  const client = await clientFor({ kind: 'single', url })
  try {
    const findings = (await redisStore(client).examine?.()) ?? []
    return findings.map(({ code }) => code).join(', ') || 'nothing'
  } finally {
    client.disconnect()
  }
}
