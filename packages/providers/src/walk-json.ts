import { isJsonObject, type JsonObject } from './json.js'

const { isArray } = Array

/** No model reads deeper values, and JSON.stringify of a rewritten body would overflow the stack on them. */
const MAX_DEPTH = 500
/** More objects and arrays than a legible 1 MB body has; bounds a walk to milliseconds. */
const MAX_CONTAINERS = 120_000
/** Objects this wide are dictionaries to the engine and ten times as slow. */
export const MAX_MEMBERS = 10_000

/** Sees one value below the root. In an array `key` is undefined; `depth` is 1 for the root's own members. */
export type Visit = (value: unknown, key: string | undefined, owner: object, depth: number) => void

interface Walk {
  readonly visit: Visit
  /** How many objects and arrays may still be entered. */
  containers: number
}

/**
 * Shows every value below a JSON value, parents first. Linear.
 * @returns false when it is nested too deep or has too many parts; the walk then stopped early.
 */
export function walkJson(root: unknown, visit: Visit): boolean {
  return enter(root, { visit, containers: MAX_CONTAINERS }, 1)
}

// Recursive, because that is several times faster than a stack of one's own; MAX_DEPTH keeps it shallow.
function enter(node: unknown, walk: Walk, depth: number): boolean {
  if (typeof node !== 'object' || node === null) return true
  walk.containers -= 1
  if (depth > MAX_DEPTH || walk.containers < 0) return false
  if (isArray(node)) return enterArray(node, walk, depth)
  return isJsonObject(node) ? enterObject(node, walk, depth) : true
}

function enterArray(node: readonly unknown[], walk: Walk, depth: number): boolean {
  for (let i = 0; i < node.length; i++) {
    const value = node[i]
    walk.visit(value, undefined, node, depth)
    if (typeof value === 'object' && !enter(value, walk, depth + 1)) return false
  }
  return true
}

function enterObject(node: JsonObject, walk: Walk, depth: number): boolean {
  // for-in allocates nothing; Object.entries doubles the time of a body of small objects.
  let members = 0
  for (const key in node) {
    if (++members > MAX_MEMBERS) return false
    const value = node[key]
    walk.visit(value, key, node, depth)
    if (typeof value === 'object' && !enter(value, walk, depth + 1)) return false
  }
  return true
}
