/** One step on a node:http response, as the relay carries it out on the real one. Bytes are base64. */
export type Step = readonly [
  name: 'writeHead' | 'flushHeaders' | 'write' | 'end' | 'destroy' | 'resetAndDestroy',
  ...args: readonly unknown[],
]

/** How the relay says what came to which of its servers. */
export const SERVER_FIELD = 'x-relay-server'
export const REQUEST_FIELD = 'x-relay-request'
