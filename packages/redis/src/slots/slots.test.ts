import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type RedisServer, startRedis } from '@llm-limit/testing/servers'
import { groupsOf, hashTag, spreadOf } from './slots.js'

const KEYS = [
  'plain',
  '{tag}rest',
  'llm:{u:ada}op:chat',
  '{}rest',
  'a{}b{c}',
  '{{a}}',
  'a}b{c}d',
  '{open',
  'two{a}{b}',
  '',
]
const quota = { counter: 'q', limit: 1, scaled: false, ladder: false, aging: { algorithm: 'concurrency' as const } }
const of = (key: string, count = 1) => ({ key, quotas: Array.from({ length: count }, () => quota) })

let node: RedisServer
beforeAll(async () => {
  node = await startRedis({ config: { 'cluster-enabled': 'yes' } })
})
afterAll(() => node.stop())

describe('slots', () => {
  for (const key of KEYS)
    it(`takes of '${key}' what the server hashes`, async () => {
      const slotOf = (text: string) => node.command('CLUSTER', 'KEYSLOT', text)
      expect(await slotOf(key)).toBe(await slotOf(hashTag(key)))
    })

  it('leaves a call alone whose partitions lie in one slot', () => {
    expect(spreadOf([of('llm:{u:ada}'), of('llm:{u:ada}op:chat')])).toBeUndefined()
    expect(spreadOf([of('llm:{u:ada}')])).toBeUndefined()
  })

  it('groups partitions by slot, home first, and knows where they and their quotas stand', () => {
    const partitions = [of('llm:{u:ada}', 2), of('llm:{everyone}', 3), of('llm:{u:ada}op:chat')]
    const places = groupsOf(partitions).map((group) => [group.places, group.quotas])
    expect(places).toEqual([
      [
        [0, 2],
        [0, 1, 5],
      ],
      [[1], [2, 3, 4]],
    ])
  })
})
