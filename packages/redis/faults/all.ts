import type { NamedFault } from './fault.js'
import { apps } from './faults/apps.js'
import { clusters } from './faults/cluster.js'
import { commands } from './faults/commands.js'
import { outages } from './faults/outages.js'
import { providers } from './faults/providers.js'
import { proxies } from './faults/proxy.js'
import { sentinels } from './faults/sentinel.js'
import { standalone } from './faults/standalone.js'
import { swaps } from './faults/swap.js'

export const FAULTS: readonly NamedFault[] = [
  ...standalone,
  ...sentinels,
  ...clusters,
  ...commands,
  ...swaps,
  ...proxies,
  ...apps,
  ...outages,
  ...providers,
]
