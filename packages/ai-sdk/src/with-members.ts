/**
 * The same object with some members of its own. Everything else is asked of the original, as the original: also what is hidden behind
 * symbols, getters and private fields.
 */
export function withMembers<Target extends object>(target: Target, members: object): Target {
  return new Proxy<Target>(Object.create(target), {
    get: (_, key) => Reflect.get(Object.hasOwn(members, key) ? members : target, key),
  })
}
