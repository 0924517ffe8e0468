/** @jest-config-loader esbuild-register */
import { existsSync, readdirSync } from 'node:fs'
import type { Config } from 'jest'

type Project = Exclude<NonNullable<Config['projects']>[number], string>

const swc = {
  swcrc: false,
  sourceMaps: 'inline',
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', tsx: true },
    transform: { react: { runtime: 'automatic' } },
  },
  module: { type: 'es6' },
}

/** One Jest project: the tests of `folder`, with `@llm-limit/*` read from the sources, so that no build is needed. */
const project = (displayName: string, folder: string, tests: string): Project => {
  const packages = `<rootDir>/${'../'.repeat(folder.split('/').length)}packages`
  return {
    displayName,
    rootDir: folder,
    testEnvironment: 'node',
    testMatch: [`<rootDir>/${tests}`],
    extensionsToTreatAsEsm: ['.ts', '.tsx', '.mts'],
    transform: { '^.+\\.[mc]?tsx?$': ['@swc/jest', swc] },
    moduleNameMapper: {
      '^@llm-limit/([a-z-]+)$': `${packages}/$1/src/index.ts`,
      '^@llm-limit/([a-z-]+)/([a-z-]+)$': `${packages}/$1/src/$2`,
      '^(\\.{1,2}/.*)\\.js$': '$1',
    },
  }
}

const config: Config = {
  cacheDirectory: 'node_modules/.cache/jest',
  // By default a machine of two cores has one worker.
  maxWorkers: '100%',
  testTimeout: 60_000,
  coverageProvider: 'v8',
  collectCoverageFrom: ['packages/*/src/**/*.ts'],
  reporters: ['default', '<rootDir>/scripts/plain-reporter.mjs'],
  projects: [
    ...readdirSync('packages').map((name) => project(name, `packages/${name}`, 'src/**/*.test.{ts,tsx}')),
    project('headline', 'packages/simulator/headline', '*.test.ts'),
    ...['examples', 'runtimes', 'scripts'].filter(existsSync).map((name) => project(name, name, '**/*.test.ts')),
  ],
}

export default config
