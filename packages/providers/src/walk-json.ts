import { isJsonObject, type JsonObject } from './json.js'

const { isArray } = Array

/** No model reads deeper values, and JSON.stringify of a rewritten body would overflow the stack on them. */
const MAX_DEPTH = 500
/** More objects and arrays than a legible 1 MB body has; bounds a walk to milliseconds. */
const MAX_CONTAINERS = 120_000
/** Objects this wide are dictionaries to the engine and ten times as slow. */
export const MAX_MEMBERS = 10_000

export interface Visitor {
  /** Sees one value below the root. In an array `key` is undefined; `depth` is 1 for the root's own members. */
  see(value: unknown, key: string | undefined, owner: object, depth: number): void
}

/**
 * Shows every value below a JSON value, parents first. Linear.
 * @returns false when it is nested too deep or has too many parts; the walk then stopped early.
 */
export function walkJson(root: unknown, visitor: Visitor): boolean {
  return typeof root !== 'object' || root === null || enter(root, visitor, 1, MAX_CONTAINERS) >= 0
}

/** Whether it can be walked to its end, and written again. */
export function isLegible(root: unknown): boolean {
  return walkJson(root, NOBODY)
}

const NOBODY: Visitor = { see() {} }

/**
 * Recursive, because that is several times faster than a stack of one's own; MAX_DEPTH keeps it shallow.
 * @param left How many objects and arrays may still be entered.
 * @returns how many are left then, negative when the walk stopped early.
 */
function enter(node: object, visitor: Visitor, depth: number, left: number): number {
  if (depth > MAX_DEPTH || left <= 0) return -1
  if (isArray(node)) return enterArray(node, visitor, depth, left - 1)
  return isJsonObject(node) ? enterObject(node, visitor, depth, left - 1) : left - 1
}

function enterArray(node: readonly unknown[], visitor: Visitor, depth: number, before: number): number {
  let left = before
  for (let i = 0; i < node.length; i++) {
    const value = node[i]
    visitor.see(value, undefined, node, depth)
    if (typeof value !== 'object' || value === null) continue
    left = enter(value, visitor, depth + 1, left)
    if (left < 0) return left
  }
  return left
}

function enterObject(node: JsonObject, visitor: Visitor, depth: number, before: number): number {
  // for-in allocates nothing; Object.entries doubles the time of a body of small objects.
  let left = before
  let members = 0
  for (const key in node) {
    if (++members > MAX_MEMBERS) return -1
    const value = node[key]
    visitor.see(value, key, node, depth)
    if (typeof value !== 'object' || value === null) continue
    left = enter(value, visitor, depth + 1, left)
    if (left < 0) return left
  }
  return left
}
