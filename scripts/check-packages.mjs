// `npm run check:packages`: builds and packs every package, then checks what a user would install:
// publint, are-the-types-wrong, and that each entry loads as ESM and as CommonJS.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename } from 'node:path'

const PACKED = 'node_modules/.cache/packed'

/** Runs a command; its output is shown only when it fails. */
function succeeds(command, ...parameters) {
  try {
    execFileSync(command, parameters, { stdio: 'pipe' })
    return true
  } catch (error) {
    console.error(`\n${basename(command)} ${parameters.join(' ')}\n${error.stdout}${error.stderr}`)
    return false
  }
}

function loads(name, entry) {
  const specifier = JSON.stringify(name + entry.slice(1))
  const asModule = succeeds(process.execPath, '--input-type=module', '-e', `await import(${specifier})`)
  const asCommonJs = succeeds(process.execPath, '--input-type=commonjs', '-e', `require(${specifier})`)
  return asModule && asCommonJs
}

function check(folder) {
  const { name, version, exports } = JSON.parse(readFileSync(`packages/${folder}/package.json`, 'utf8'))
  const tarball = `${PACKED}/${name.slice(1).replace('/', '-')}-${version}.tgz`
  const entries = Object.keys(exports).filter((entry) => entry !== './package.json')
  const good = [
    succeeds('node_modules/.bin/publint', tarball, '--strict'),
    succeeds('node_modules/.bin/attw', tarball, '--profile', 'node16'),
    ...entries.map((entry) => loads(name, entry)),
  ].every(Boolean)
  console.log(`${good ? 'ok  ' : 'FAIL'} ${name}`)
  return good
}

execFileSync('npm', ['run', 'build'], { stdio: 'inherit' })
rmSync(PACKED, { recursive: true, force: true })
mkdirSync(PACKED, { recursive: true })
const folders = readdirSync('packages')
const workspaces = folders.flatMap((folder) => ['-w', `packages/${folder}`])
execFileSync('npm', ['pack', '--silent', '--pack-destination', PACKED, ...workspaces], { stdio: 'pipe' })
const results = folders.map(check)
if (results.includes(false)) process.exitCode = 1
