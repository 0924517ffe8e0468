import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import ts from 'typescript'
import { ERROR_CODES } from '../packages/core/src/errors.js'
import { FIELD_NAMES } from '../packages/http/src/fields.js'
import type { ProblemWords } from '../packages/http/src/problem.js'

const ROOT = new URL('../', import.meta.url)
const read = (file: string): string => readFileSync(new URL(file, ROOT), 'utf8')

/** A kind that is missing here does not compile. */
const KINDS = Object.keys({
  budget: true,
  wall: true,
  concurrency: true,
  busy: true,
  'too-large': true,
  'unpriced-model': true,
  closed: true,
  unavailable: true,
  'body-too-large': true,
  'invalid-body': true,
} satisfies Record<keyof ProblemWords, true>)

const sources = readdirSync(new URL('packages/', ROOT), { recursive: true, encoding: 'utf8' })
  .filter((file) => /^[a-z-]+\/src\/.*(?<!\.test|\.d|\.gen)\.ts$/.test(file))
  .map((file) => read(`packages/${file}`))

/** Codes given to `warn`, or straight to the listeners of `warning-raised`. */
const warnings = sources
  .flatMap((source) => [...source.matchAll(/\bwarn\(\s*'([a-z-]+)'|\{ code: '([a-z-]+)', message\b/g)])
  .map(([, warned, told]) => warned ?? told ?? '')

describe('docs/errors', () => {
  const codes = [...new Set([...ERROR_CODES, ...KINDS, ...warnings])].sort()
  const pages = readdirSync(new URL('docs/errors/', ROOT)).filter((file) => file !== 'README.md')

  it('finds the codes of warnings in the sources', () => {
    expect(warnings).toEqual(expect.arrayContaining(['mounted-before-cors', 'memory-store-full', 'listener-failed']))
  })

  it('holds a page for each code, and no page of a code that is gone', () => {
    expect(pages.sort()).toEqual(codes.map((code) => `${code}.md`))
  })

  it.each(codes)('explains %s under its own name, in less than 25 lines, and the index leads there', (code) => {
    const page = read(`docs/errors/${code}.md`)
    expect(page.startsWith(`# ${code}\n`)).toBe(true)
    expect(page.split('\n').length).toBeLessThan(25)
    expect(read('docs/errors/README.md')).toContain(`(${code}.md)`)
  })
})

/** Names of the members of an interface, without its extended ones. */
function membersOf(file: string, name: string): string[] {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest)
  const found = source.statements.find((node) => ts.isInterfaceDeclaration(node) && node.name.text === name)
  if (found === undefined || !ts.isInterfaceDeclaration(found)) throw new Error(`${file} declares no ${name}.`)
  return found.members.flatMap(({ name: member }) =>
    member !== undefined && (ts.isIdentifier(member) || ts.isStringLiteral(member)) ? [member.text] : [],
  )
}

describe('docs/reference', () => {
  const POLICY = 'packages/core/src/policy/policy.ts'

  it.each([
    ['Policy', POLICY],
    ['QuotaOptions', POLICY],
    ['EveryoneQuota', POLICY],
    ['TierInput', POLICY],
    ['OperationInput', POLICY],
    ['Expectation', POLICY],
    ['Rung', POLICY],
    ['MemoryStoreOptions', 'packages/core/src/store/memory-store.ts'],
    ['GuardOptions', 'packages/http/src/options.ts'],
  ])('names every option of %s', (name, file) => {
    const page = read('docs/reference/policy.md')
    const members = membersOf(file, name)
    expect(members.length).toBeGreaterThan(1)
    expect(members.filter((member) => !new RegExp(`\`[^\`]*\\b${member}\\b[^\`]*\``).test(page))).toEqual([])
  })

  it('names every event', () => {
    const page = read('docs/reference/events.md')
    const events = membersOf('packages/core/src/limiter/events.ts', 'LimiterEvents')
    expect(events.length).toBeGreaterThan(5)
    expect(events.filter((event) => !page.includes(`\`${event}\``))).toEqual([])
  })

  it('names every response field, and every member of a refusal and of the usage answer', () => {
    const page = read('docs/reference/http.md')
    const names = [
      ...FIELD_NAMES,
      ...membersOf('packages/http/src/problem.ts', 'ProblemBody'),
      ...membersOf('packages/core/src/limiter/usage-report.ts', 'UsageReport'),
      ...membersOf('packages/core/src/limiter/statuses.ts', 'QuotaStatus'),
    ]
    expect(names.filter((name) => !page.includes(`\`${name}\``) && !page.includes(`"${name}":`))).toEqual([])
  })
})

const SKIPPED = /(^|\/)(node_modules|dist|\.git|\.next|\.turbo|coverage|corpora)(\/|$)/

describe('links between pages', () => {
  const pages = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.md') && !SKIPPED.test(file),
  )

  it('finds the pages', () => {
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/guide/mounting.md', 'docs/errors/budget.md']))
  })

  it.each(pages)('%s leads nowhere that is not there', (page) => {
    expect(brokenLinks(page)).toEqual([])
  })
})

function brokenLinks(page: string): string[] {
  const prose = read(page).replace(/^(`{3,})[\s\S]*?^\1/gm, '')
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
  return targets.filter((target) => !/^[a-z]+:/.test(target) && !leadsSomewhere(target, page))
}

function leadsSomewhere(target: string, page: string): boolean {
  const [path = '', anchor] = target.split('#')
  const url = new URL(path === '' ? page.slice(page.lastIndexOf('/') + 1) : path, new URL(page, ROOT))
  if (!existsSync(url)) return false
  return anchor === undefined || anchorsOf(readFileSync(fileURLToPath(url), 'utf8')).includes(anchor)
}

/** As GitHub makes them of headings. */
function anchorsOf(page: string): string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
