import type { Policy } from './policy.js'

/** Names of models that the policy itself writes. A key that ends in `*` is none. */
export function modelNames({ ladder, expects, operations = {} }: Policy): ReadonlySet<string> {
  const rungs = ladder === undefined || ladder === 'wall' ? [] : ladder
  const mapped = rungs.flatMap(({ models = {} }) => Object.entries(models).flat())
  const expected = [expects, ...Object.values(operations).map((operation) => operation.expects)]
  return new Set([...mapped.filter((name) => !name.endsWith('*')), ...expected.flatMap((each) => each?.model ?? [])])
}
