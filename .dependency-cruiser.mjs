// Who may import whom: every import points towards core. `npm run check` runs these rules.

/** Each package and the packages that its sources may import. */
const MAY_IMPORT = {
  core: [],
  providers: ['core'],
  tokenizer: ['core'],
  testing: ['core'],
  http: ['core', 'providers', 'tokenizer'],
  express: ['core', 'http'],
  koa: ['core', 'http'],
  redis: ['core'],
  'ai-sdk': ['core', 'providers', 'tokenizer'],
  next: ['core', 'http'],
  edge: ['core', 'http'],
  hono: ['core', 'http'],
  fastify: ['core', 'http'],
  cloudflare: ['core'],
  client: [],
  simulator: ['core'],
}

/** Tests, and what only tests use. They may import anything. */
const TEST = '\\.(test|test-d|fixture)\\.tsx?$|^packages/http/src/sdk-matrix/'
const CONTEXT = '^packages/http/src/context(\\.ts|/)'
const EXACT = '^packages/tokenizer/src/exact(\\.ts|/)'
/** What `exports` of the packages names. */
const ENTRY = '^packages/[^/]+/src/(index|bin|app|store-kit|exact|context|(reference|servers)/index)\\.ts$'
/** Sources that run on every runtime. */
const NEUTRAL = '^packages/(core|providers|tokenizer|http|edge|hono|cloudflare|client|ai-sdk)/src/'

const towardsCore = Object.entries(MAY_IMPORT).map(([name, others]) => ({
  name: `towards-core-${name}`,
  comment: `${name} imports ${others.join(', ') || 'no other package'}.`,
  severity: 'error',
  from: { path: `^packages/${name}/src/`, pathNot: TEST },
  to: { path: '^packages/', pathNot: `^packages/(${[name, ...others].join('|')})/` },
}))

export default {
  forbidden: [
    ...towardsCore,
    {
      name: 'known-package',
      comment: 'Add a new package to MAY_IMPORT.',
      severity: 'error',
      from: { path: '^packages/', pathNot: `^packages/(${Object.keys(MAY_IMPORT).join('|')})/` },
      to: {},
    },
    {
      name: 'by-package-name',
      comment: 'Another package is imported by its name, never by a relative path into its files.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/src/' },
      to: { path: '^packages/', pathNot: '^packages/$1/', dependencyTypesNot: ['aliased'] },
    },
    {
      name: 'core-alone',
      comment: 'core has no runtime dependency.',
      severity: 'error',
      from: { path: '^packages/core/src/', pathNot: TEST },
      to: { pathNot: '^packages/core/src/' },
    },
    {
      name: 'store-knows-no-policy',
      comment: 'A store counts what it is given: it knows neither policy nor limiter, nor what is done when it fails.',
      severity: 'error',
      from: { path: '^packages/core/src/store/', pathNot: TEST },
      to: { path: '^packages/core/src/(policy|limiter|outage)/' },
    },
    {
      name: 'outage-knows-stores-only',
      comment: 'What is done when a store fails is done with stores alone: it knows neither policy nor limiter.',
      severity: 'error',
      from: { path: '^packages/core/src/outage/', pathNot: TEST },
      to: { path: '^packages/core/src/(policy|limiter)/' },
    },
    {
      name: 'policy-knows-no-limiter',
      comment: 'A policy is data: the limiter reads it.',
      severity: 'error',
      from: { path: '^packages/core/src/policy/', pathNot: TEST },
      to: { path: '^packages/core/src/limiter/' },
    },
    {
      name: 'every-runtime',
      comment: 'No Node module where every runtime must be served; http/context is the exception.',
      severity: 'error',
      from: { path: NEUTRAL, pathNot: [TEST, CONTEXT] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'context-by-sub-path',
      comment: 'http/context needs Node, so only an adapter for Node may reach it.',
      severity: 'error',
      from: { path: NEUTRAL, pathNot: [TEST, CONTEXT] },
      to: { path: CONTEXT },
    },
    {
      name: 'exact-by-choice',
      comment: 'tokenizer/exact is heavy: apps choose it, no package does.',
      severity: 'error',
      from: { path: '^packages/', pathNot: [TEST, EXACT] },
      to: { path: [EXACT, 'node_modules/gpt-tokenizer/'] },
    },
    {
      name: 'framework-types-only',
      comment: 'An adapter uses `import type` of its framework; fastify-plugin is no framework.',
      severity: 'error',
      from: { path: '^packages/(express|koa|fastify|hono)/src/', pathNot: TEST },
      to: { path: 'node_modules/', pathNot: 'node_modules/fastify-plugin/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'declared',
      comment: 'What a source imports is in the dependencies or peerDependencies of its package.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: TEST },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm', 'npm-peer'] },
    },
    {
      name: 'no-test-imports',
      comment: 'Tests and fixtures are imported by tests alone.',
      severity: 'error',
      from: { pathNot: TEST },
      to: { path: TEST },
    },
    { name: 'resolves', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphan',
      comment: 'Each source is reached from an entry; what only tests use is named *.fixture.ts or lies in testing.',
      severity: 'error',
      from: { path: ENTRY },
      to: { path: '^packages/[^/]+/src/', pathNot: [TEST, ENTRY, '^packages/testing/'], reachable: false },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^packages/[^/]+/dist/' },
    tsConfig: { fileName: 'tsconfig.check.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
    cache: { folder: 'node_modules/.cache/dependency-cruiser', strategy: 'content' },
  },
}
