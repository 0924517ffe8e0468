// `npm run check`: generated files, format, lint, boundaries, types; no build, no tests.
// `npm run check -- core http`: the same for these packages only, without the generated files.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, resolve } from 'node:path'

const names = process.argv.slice(2)
const folders = names.map((name) => `packages/${name}`)
const missing = folders.filter((folder) => !existsSync(`${folder}/package.json`))
if (missing.length > 0) {
  console.error(`No such package: ${missing.join(', ')}`)
  process.exit(2)
}

const whole = names.length === 0
const env = { ...process.env, PATH: `${resolve('node_modules/.bin')}${delimiter}${process.env.PATH}` }
if (process.stdout.isTTY) env.FORCE_COLOR = '1'

/** Runs one step; its output is shown only when it fails. */
function run([name, command]) {
  const start = performance.now()
  const child = spawn(command, { shell: true, env })
  const output = []
  child.stdout.on('data', (data) => output.push(data))
  child.stderr.on('data', (data) => output.push(data))
  return new Promise((done) => {
    child.on('close', (code) => {
      console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`)
      if (code !== 0) console.log(`\n${command}\n${Buffer.concat(output)}`)
      done(code === 0)
    })
  })
}

const all = [
  'tsconfig.check.json',
  'tsconfig.neutral.json',
  'tsconfig.json',
  'examples/next-chat/tsconfig.check.json',
  'runtimes/next-app/tsconfig.check.json',
]
const programs = whole ? all : folders
const steps = [
  ['format and lint', `biome check --error-on-warnings ${whole ? '.' : folders.join(' ')}`],
  ['boundaries', `depcruise --config .dependency-cruiser.mjs ${whole ? 'packages' : folders.join(' ')}`],
  ...programs.map((program) => [`types ${program}`, `tsc -p ${program}`]),
]

// First and alone: it may rewrite files that the other steps read.
const fresh = whole ? await run(['generated files', 'node scripts/check-generated.mjs']) : true
const results = await Promise.all(steps.map(run))
if (!fresh || results.includes(false)) process.exitCode = 1
