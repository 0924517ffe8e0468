import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Clock, Store } from '@llm-limit/core'
import { describeStore } from '@llm-limit/testing'
import { redisStore } from '../redis-store.js'
import { type ClusterUnderTest, startClusterUnderTest } from './cluster.fixture.js'

/** The keys of the contract have no hash tags: those of one call lie in different slots. */
const on = (
  name: string,
  nodes: { readonly masters: number; readonly replicas: number },
  make: (under: ClusterUnderTest, clock: Clock) => Store,
): void =>
  describe(name, () => {
    let under: ClusterUnderTest
    beforeAll(async () => {
      under = await startClusterUnderTest(nodes.masters, nodes.replicas)
    })
    afterAll(() => under.stop())

    describeStore(
      { describe, it },
      {
        name: 'many slots',
        async create(clock) {
          await under.flush()
          const store = make(under, clock)
          return {
            ...store,
            async close() {
              await store.close()
              expect(await under.keysWithoutExpiry()).toEqual([])
            },
          }
        },
      },
    )
  })

on('a cluster of one node through ioredis', { masters: 1, replicas: 0 }, (under, clock) =>
  redisStore(under.ioredis, { clock }),
)
on('a cluster of one node through node-redis', { masters: 1, replicas: 0 }, (under, clock) =>
  redisStore(under.nodeRedis, { clock }),
)
on('three masters with a replica each', { masters: 3, replicas: 1 }, (under, clock) =>
  redisStore(under.ioredis, { clock }),
)
