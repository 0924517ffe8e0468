import type { OurStore, Part } from '../redis/arena.js'
import { calls } from '../redis/calls.js'
import { commands } from '../redis/commands.js'
import { ending } from '../redis/ending.js'
import { memory } from '../redis/memory.js'
import type { ArenaPart } from '../redis/parts.js'
import { wide } from '../redis/wide.js'

const parts: Readonly<Record<ArenaPart, Part>> & Readonly<Record<string, Part | undefined>> = {
  calls,
  wide,
  ending,
  memory,
  commands,
}

const [, , name = '', url = '', pace = '', ...modules] = process.argv
const part = parts[name]
if (part === undefined) throw new RangeError(`No such part: ${name}`)
const ours: OurStore[] = []
for (const module of modules) ours.push(await loaded(module))
process.send?.(await part({ url, ours, isQuick: pace === 'quick' }), () => process.exit())

/** `label=path`: the store of a source tree is a bundle of its own. */
async function loaded(module: string): Promise<OurStore> {
  const [label = '', path = ''] = module.split('=')
  const { openStore } = await import(path)
  return { label, open: openStore }
}
