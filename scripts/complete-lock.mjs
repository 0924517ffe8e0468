// Completes package-lock.json, to be run after each `npm install` that changes it. A registry may lack the optional builds
// for other platforms; npm then drops them from the lock, and `npm ci` refuses the lock. This adds an entry for each,
// and takes out download addresses, so that the lock fits every registry.
import { readFileSync, writeFileSync } from 'node:fs'

const FILE = 'package-lock.json'
const OS = {
  darwin: 'darwin',
  win32: 'win32',
  windows: 'win32',
  android: 'android',
  androideabi: 'android',
  freebsd: 'freebsd',
  openbsd: 'openbsd',
  netbsd: 'netbsd',
  sunos: 'sunos',
  aix: 'aix',
  linux: 'linux',
  openharmony: 'openharmony',
}
const CPU = {
  64: 'x64',
  aarch64: 'arm64',
  arm: 'arm',
  arm64: 'arm64',
  ia32: 'ia32',
  loong64: 'loong64',
  mips64el: 'mips64el',
  mipsel: 'mipsel',
  ppc64: 'ppc64',
  ppc64le: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  wasm32: 'wasm32',
  x64: 'x64',
}

/** Whether Node would find `name` from the package at `where`. */
function isLocked(packages, where, name) {
  for (let folder = where; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (packages[`${folder ? `${folder}/` : ''}node_modules/${name}`]) return true
    if (!folder) return false
  }
}

/** The entry of an optional build; its platform is read from its name. */
function entryOf(name, version, parent) {
  const words = name.toLowerCase().split(/[^a-z0-9]+/)
  const os = words.map((word) => OS[word]).find(Boolean)
  const cpu = words.map((word) => CPU[word]).find(Boolean)
  if (!os && !cpu) return undefined
  return {
    version,
    optional: true,
    ...(parent.dev && { dev: true }),
    ...(parent.peer && { peer: true }),
    ...(parent.devOptional && { devOptional: true }),
    ...(cpu && { cpu: [cpu] }),
    ...(os && { os: [os] }),
    ...(name.includes('musl') && { libc: ['musl'] }),
  }
}

const lock = JSON.parse(readFileSync(FILE, 'utf8'))
const packages = lock.packages
let added = 0
for (const [where, parent] of Object.entries({ ...packages })) {
  if (parent.resolved?.includes('://')) delete parent.resolved
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const entry = /^\d/.test(version) && !isLocked(packages, where, name) && entryOf(name, version, parent)
    if (!entry) continue
    packages[`node_modules/${name}`] = entry
    added += 1
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`added ${added} entries`)
