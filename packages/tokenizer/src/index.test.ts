import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'

/** Every file that `entry` imports, directly or not. */
function importsOf(entry: URL, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(entry.href)) return seen
  seen.add(entry.href)
  for (const [, specifier = ''] of readFileSync(entry, 'utf8').matchAll(/from '([^']+)'/g)) {
    if (specifier.startsWith('.')) importsOf(new URL(specifier.replace(/\.js$/, '.ts'), entry), seen)
    else seen.add(specifier)
  }
  return seen
}

describe('the estimate', () => {
  it('imports no other package, no platform and no exact counts', () => {
    const imports = [...importsOf(new URL('./index.ts', import.meta.url))]
    expect(imports.filter((file) => !file.startsWith('file:') || file.includes('/exact'))).toEqual([])
  })
})
