// Imports go one way, so that core runs on every runtime and each package can be read knowing only what is below it.

const coreLibraries = ['jose', 'zod', '@noble/hashes', 'lru-cache']
const frameworks = ['express', 'koa', 'hono', 'fastify']
const onCore = ['store-redis', 'store-postgres', 'step-up', 'dbsc', 'workload', 'shared-signals', 'console', 'geo']
const moreOnCore = ['policy-document', 'opentelemetry']

/** The packages of this repository that each package may import. */
const mayImport = {
  core: [],
  client: [],
  'adapter-kit': ['core'],
  ...Object.fromEntries([...frameworks, 'node'].map((name) => [name, ['adapter-kit', 'core']])),
  ...Object.fromEntries([...onCore, ...moreOnCore].map((name) => [name, ['core']])),
  conformance: ['core', 'adapter-kit'],
  cli: ['[^/]+'],
}

const oneOf = (names) => `(${names.map((name) => name.replace('.', '\\.')).join('|')})`
const sourcesOf = (names) => `^packages/${oneOf(names)}/src/`
const library = (names) => `(^|node_modules/)${oneOf(names)}(/|$)`

const why = {
  core: `core runs on every runtime and depends on ${coreLibraries.join(', ')} only. Take what you need as an option (a port), or put the code into the package that has that dependency.`,
  siblings: (name) =>
    `${name} may import ${mayImport[name].join(', ') || 'no other package'}, since imports go one way: framework adapters -> adapter-kit -> core, all else -> core. Move the shared part down, or pass it in.`,
  contract:
    'conformance runs against any adapter, so it knows adapter-kit by its types only. Write `import type`, and let the caller hand in the rest.',
  frameworks: 'an adapter knows its own framework only. What two adapters share belongs in adapter-kit.',
  circle: 'files that import each other cannot be read alone. Move what both need into a third file below them.',
  unknown: 'a package that no rule names is not checked. Add it to mayImport in tools/import-rules.mjs.',
  unresolved: 'the import leads nowhere. Add the dependency to the package.json beside it, or correct the path.',
  development:
    'the published package would not have this: a devDependency is not installed with it. Make it a dependency or a peer dependency.',
  tests: 'sources are published, tests are not. Move what the source needs into src.',
}

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

const oneWay = Object.keys(mayImport).map((name) =>
  rule(
    `${name}-imports-downwards`,
    why.siblings(name),
    { path: sourcesOf([name]) },
    { path: '^packages/', pathNot: sourcesOf([name, ...mayImport[name]]) },
  ),
)

const oneFramework = frameworks.map((name) =>
  rule(
    `${name}-knows-its-own-framework`,
    why.frameworks,
    { path: sourcesOf([name]) },
    { path: library(frameworks.filter((other) => other !== name)) },
  ),
)

/** @type {import('dependency-cruiser').IFlattenedRuleSet} */
export const ruleSet = {
  forbidden: [
    rule(
      'core-imports-four-libraries',
      why.core,
      { path: sourcesOf(['core']) },
      { pathNot: `^packages/|${library(coreLibraries)}` },
    ),
    ...oneWay,
    rule(
      'conformance-knows-adapter-kit-by-its-types',
      why.contract,
      { path: sourcesOf(['conformance']) },
      { path: sourcesOf(['adapter-kit']), dependencyTypesNot: ['type-only'] },
    ),
    ...oneFramework,
    rule('no-circle', why.circle, {}, { circular: true }),
    rule(
      'every-package-has-a-rule',
      why.unknown,
      { path: '^packages/', pathNot: sourcesOf(Object.keys(mayImport)) },
      {},
    ),
    rule('no-dead-import', why.unresolved, { path: '^packages/' }, { couldNotResolve: true }),
    rule(
      'no-development-import',
      why.development,
      { path: '^packages/' },
      { path: 'node_modules/', dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm-peer'] },
    ),
    rule('no-test-import', why.tests, { path: '^packages/[^/]+/src/' }, { path: '^packages/[^/]+/test/' }),
  ],
}
