/** Directives of redis.conf: `{ maxmemory: '8mb', 'maxmemory-policy': 'allkeys-lru' }`. A value is written as it is. */
export type RedisConfig = Readonly<Record<string, string | number>>

/** For tests: nothing is kept, DEBUG is open, and a replica need not wait for others before it is copied to. */
const SERVER: RedisConfig = {
  save: '',
  appendonly: 'no',
  'enable-debug-command': 'local',
  'repl-diskless-sync-delay': 0,
  'rdb-del-sync-files': 'yes',
}

/** What a server is started as, and where. */
export interface ConfigOf {
  readonly kind: 'server' | 'sentinel'
  readonly port: number
  readonly folder: string
  readonly config: RedisConfig
}

/** The text of redis.conf. A file, since servers write into it what they learn, as the primary after a failover. */
export function configText({ kind, port, folder, config }: ConfigOf): string {
  const own = { port, bind: '127.0.0.1', dir: JSON.stringify(folder) }
  // Of a group of servers each needs the password of the others.
  const masterauth = config['requirepass']
  const all = {
    ...own,
    ...(kind === 'server' ? SERVER : {}),
    ...(masterauth === undefined ? {} : { masterauth }),
    ...config,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name} ${value === '' ? '""' : value}`)
  return `${lines.join('\n')}\n`
}
