// Writes packages/redis/src/scripts.gen.ts: each operation of the store as one Lua script, with the SHA-1 that Redis knows it by.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

const FOLDER = 'packages/redis/src/lua'
const TARGET = 'packages/redis/src/scripts.gen.ts'

const BASE = ['numbers', 'record', 'counters', 'marks', 'shape', 'ends', 'ask', 'view']
const WRITING = [...BASE, 'wheel', 'hold', 'save']
/** Each operation and the parts it needs, in the order in which they use each other. */
const OPERATIONS = {
  reserve: [...WRITING, 'repeats', 'offers', 'reply', 'elsewhere'],
  raise: [...WRITING, 'move', 'offers', 'reply', 'elsewhere'],
  renew: [...WRITING, 'move', 'elsewhere'],
  settle: [...WRITING, 'uncount', 'elsewhere'],
  reset: [...BASE, 'save'],
  peek: [...BASE, 'reply'],
  doctor: [],
  record_get: [],
  record_set: [],
  // For calls with partitions in several slots of a cluster.
  join: [...WRITING, 'offers', 'reply'],
  follow: WRITING,
  amend: [...WRITING, 'move', 'uncount', 'elsewhere'],
}

/** Code alone: comments and indentation are for who reads the files. */
const linesOf = (name) =>
  readFileSync(`${FOLDER}/${name}.lua`, 'utf8')
    .split('\n')
    .map((line) => line.replace(/--.*$/, '').trim())
    .filter((line) => line !== '')

/** `local NAME, OTHER = 1, 2 * NAME`: constants, which are written where they are used, since Lua has 200 locals at most. */
const CONSTANTS = /^local ([A-Z][A-Z_]*(?:, [A-Z][A-Z_]*)*) = ([\w ,-]+)$/

const files = readdirSync(FOLDER).map((file) => file.replace('.lua', ''))
const constants = new Map()
for (const line of files.flatMap(linesOf)) {
  const [, names, values] = CONSTANTS.exec(line) ?? []
  if (names === undefined) continue
  const list = values.split(', ')
  for (const [i, name] of names.split(', ').entries()) {
    if (constants.has(name) && constants.get(name) !== list[i]) throw new Error(`${name} has two values in ${FOLDER}.`)
    constants.set(name, list[i])
  }
}

const literalOf = (name) => {
  const value = constants.get(name).replace(/[A-Z][A-Z_]*/g, literalOf)
  return value
}

/** Every second piece between quotes is text. */
const withValues = (line) =>
  line
    .split("'")
    .map((piece, i) =>
      i % 2 === 1 ? piece : piece.replace(/[A-Z][A-Z_]*\b/g, (name) => (constants.has(name) ? literalOf(name) : name)),
    )
    .join("'")

const codeOf = (name) =>
  linesOf(name)
    .filter((line) => !CONSTANTS.test(line))
    .map(withValues)
    .join('\n')

/** An operation that answers asks is a function, which says by `return` what it replies (answers.lua). */
const functionOf = (name) => `local function answer()\n${codeOf(name)}\nend`
const answersAsks = (name) => OPERATIONS[name]?.length > 0

/**
 * What a function uses of the locals outside of it is looked for whenever the function is made, and Redis makes all of them at each call.
 * So all but the first part is within a function, where the first is found at once: 1.6 µs a call.
 */
const WITHIN = { within: 'return (function()', 'end within': 'end)()' }
const partOf = (name) => WITHIN[name] ?? (answersAsks(name) ? functionOf(name) : codeOf(name))
const partsOf = (name, [first, ...others]) =>
  answersAsks(name) ? [first, 'within', ...others, name, 'answers', 'end within'] : [name]

const lists = Object.entries(OPERATIONS).map(([name, parts]) => [name, partsOf(name, parts)])
const parts = [...new Set(lists.flatMap(([, names]) => names))]
const sha1Of = (names) => createHash('sha1').update(names.map(partOf).join('\n')).digest('hex')

writeFileSync(
  TARGET,
  `// Written by scripts/generate-lua.mjs from ${FOLDER}. Do not edit.

/** One operation as Redis runs it. */
export interface Script {
  readonly sha1: string
  readonly source: string
}

export type Operation = ${lists.map(([name]) => `'${name}'`).join(' | ')}

const PARTS = {
${parts.map((name) => `  '${name}': ${JSON.stringify(partOf(name))},`).join('\n')}
}

function scriptOf(sha1: string, parts: readonly (keyof typeof PARTS)[]): Script {
  return { sha1, source: parts.map((part) => PARTS[part]).join('\\n') }
}

export const SCRIPTS: { readonly [Name in Operation]: Script } = {
${lists.map(([name, names]) => `  ${name}: scriptOf('${sha1Of(names)}', [${names.map((each) => `'${each}'`).join(', ')}]),`).join('\n')}
}
`,
)
