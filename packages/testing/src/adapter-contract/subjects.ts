import assert from 'node:assert/strict'
import { describeClaims } from './claims.js'
import { settles } from './handlers.js'
import type { Contract } from './scene.js'

const IDS = [
  'plain',
  'with space',
  'a\r\nSet-Cookie: x=1',
  'nul\0byte',
  'zwölf€',
  '\ud800',
  '\ud801',
  '{u:ada}',
  'a:user:b',
  'a',
  'a/op:chat',
  '__proto__',
  'constructor',
  'x'.repeat(65_536),
  `${'x'.repeat(65_535)}y`,
  '  ',
  '*',
]
const FORGED = ['authorization', 'cookie', 'x-forwarded-for', 'x-real-ip', 'forwarded', 'cf-connecting-ip', 'x-api-key']

/** Who pays. */
export function describeSubjects(contract: Contract): void {
  describeClaims(contract, 'a subject', (claim) => {
    claim(
      'may have any id: each has a counter of its own and none is shown (I25, I26)',
      {
        handle: settles({ inputTokens: 1, outputTokens: 1 }),
        guards: (limiter) => [{ limiter, subject: (field) => ({ user: IDS[Number(field('x-user'))] ?? '' }) }],
      },
      async (scene) => {
        for (const [index, user] of IDS.entries()) {
          const answer = await scene.post({ user: String(index) })
          assert.equal(answer.status, 200, `id ${index}`)
          assert.ok(![...answer.fields.values()].some((value) => value.includes(user)) || user.length < 3)
        }
        for (const user of IDS) assert.equal(await scene.used('requests', user), 1, JSON.stringify(user.slice(0, 20)))
        const nobody = await scene.post({ user: '999' })
        assert.equal(nobody.status, 400, 'an empty id')
      },
    )

    claim(
      'is not made by forging fields: all of them are one caller (I25)',
      {
        handle: settles({ inputTokens: 1, outputTokens: 1 }),
        policy: { ladder: 'wall', quotas: ['20 requests / hour'] },
        guards: (limiter) => [{ limiter, operation: 'chat', subject: 'address' }],
      },
      async (scene) => {
        const statuses: number[] = []
        for (let i = 0; i < 60; i += 1) {
          const headers = Object.fromEntries(FORGED.map((name) => [name, `10.0.${i}.${i}`]))
          statuses.push((await scene.post({ user: undefined, headers })).status)
        }
        assert.equal(statuses.filter((status) => status === 200).length, 20)
        assert.equal(statuses.filter((status) => status === 429).length, 40)
        const user = contract.harness.sees.address ? 'address 127.0.0.1' : 'address unknown'
        assert.equal(await scene.used('requests-per-hour', user), 20)
      },
    )

    claim('does not feel another', { handle: settles({ inputTokens: 1, outputTokens: 1 }) }, async (scene) => {
      const before = await scene.post({ user: 'bea' })
      await scene.spendTokens(125_000)
      assert.equal((await scene.post()).status, 429)
      const after = await scene.post({ user: 'bea' })
      assert.equal(after.status, 200)
      assert.equal(after.fields.get('llm-limit-used'), before.fields.get('llm-limit-used'))
    })
  })
}
