/**
 * Which way imports may go (ARCHITECTURE.md tells why). `npm run arch` checks it, and so does `npm test`.
 */
const app = (name, allowed) => ({
  name: `${name}-imports`,
  comment: `apps/${name} may import ${allowed.join(', ')} and no other library or app`,
  severity: 'error',
  from: { path: `^apps/${name}/`, pathNot: `(\\.spec\\.ts$|/testing/|^apps/${name}/web/)` },
  to: {
    path: '^(apps|libs|tools|bench|test)/',
    pathNot: [`^apps/${name}/`, ...allowed.map((lib) => `^libs/${lib}/src/index\\.ts$`)],
  },
});

const lib = (name, npmAllowed) => ({
  name: `${name}-imports`,
  comment: `libs/${name} may import ${npmAllowed || 'nothing'}`,
  severity: 'error',
  from: { path: `^libs/${name}/`, pathNot: '(\\.spec\\.ts$|/testing/)' },
  to: { pathNot: [`^libs/${name}/`, ...(npmAllowed ? [npmAllowed] : [])] },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: { pathNot: '^test/simulation/' },
      to: { circular: true },
    },
    {
      name: 'no-circular-simulation',
      comment: 'the parts of the simulated world know the world, which is made of them: by its type only',
      severity: 'error',
      from: { path: '^test/simulation/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    app('engine', ['service', 'transport', 'contracts', 'matcher']),
    app('analytics', ['consumer', 'service', 'persistence', 'contracts']),
    app('storage', ['consumer', 'service', 'persistence', 'contracts']),
    {
      name: 'web-imports',
      comment:
        'the pages stand on the client and the contracts, on Preact and uPlot, and on nothing of a server',
      severity: 'error',
      from: { path: '^apps/[^/]+/web/', pathNot: '(\\.spec\\.ts$|/testing/|/vite\\.config\\.mjs$)' },
      to: {
        pathNot: [
          '^apps/analytics/web/',
          '^libs/(client|contracts)/src/index\\.ts$',
          'node_modules/(preact|@preact/signals|@preact/signals-core|uplot)/',
        ],
      },
    },
    {
      name: 'web-is-for-browsers',
      comment:
        'only the build reads the sources of the pages; their specs in a browser know how numbers are written there',
      severity: 'error',
      from: { path: '^(apps|libs|tools|bench|test)/', pathNot: '^(apps/[^/]+/web|test/pages)/' },
      to: { path: '^apps/[^/]+/web/' },
    },
    lib('matcher', ''),
    lib('contracts', '^(node:)?(buffer)$'),
    lib('transport', '(^(node:)?[a-z_/]+$|node_modules/(@nestjs/(microservices|common|core)|ioredis|rxjs)/)'),
    lib(
      'service',
      '(^(node:)?[a-z0-9_/]+$|node_modules/(@nestjs/(common|core|platform-fastify|platform-ws|swagger)|@fastify|fastify|prom-client|rxjs|(@types/)?ws|zod)/)',
    ),
    lib('persistence', '(^(node:)?(buffer|fs|path|crypto)$|node_modules/(typeorm|pg)/)'),
    lib(
      'consumer',
      '(^libs/(contracts|transport|persistence|service)/src/index\\.ts$|^(node:)?(os|path|timers/promises|util)$|node_modules/(@nestjs/(common|core|microservices|platform-fastify|swagger|typeorm)|cli-progress|typeorm|zod)/)',
    ),
    {
      name: 'client-imports',
      comment:
        'libs/client runs in browsers: it may import contracts, and nothing of Node outside of its folder node/',
      severity: 'error',
      from: { path: '^libs/client/src/(?!node/)', pathNot: '(\\.spec\\.ts$|/testing/)' },
      to: { pathNot: ['^libs/client/src/(?!node/)', '^libs/contracts/src/index\\.ts$'] },
    },
    {
      name: 'client-node-imports',
      comment: 'libs/client/src/node may import the client, the package ws and HTTP of Node',
      severity: 'error',
      from: { path: '^libs/client/src/node/', pathNot: '(\\.spec\\.ts$|/testing/)' },
      to: { pathNot: ['^libs/client/', '^(node:)?https?$', 'node_modules/(@types/)?ws/'] },
    },
    {
      name: 'matcher-is-pure',
      comment: 'no Nest, no Node API, no clock, no random: the matcher must replay',
      severity: 'error',
      from: { path: '^libs/matcher/src/', pathNot: '(\\.spec\\.ts$|/testing/)' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^dist/|node_modules/\\.)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs'],
    },
  },
};
