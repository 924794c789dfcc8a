// Who may import whom, with the reasons. A room is a folder of src/; it may always import itself. Tests beside the code
// and their fixtures are exempt: they may build what they like. What is not listed here is not allowed.
//
// dependency-cruiser reads TypeScript through the compiler API of TypeScript 6 (the package `typescript`); the project
// itself is compiled by the native TypeScript 7 (`@typescript/native`), which has none.

/** Rooms that are the same on every run: no clock, no disk, no network, so no `node:` module either. */
const PURE = 'a run must give the same history from the same seed, so nothing here may reach outside it'

const rooms = [
  {
    room: 'runtime',
    code: [],
    npm: [],
    node: ['^src/runtime/live\\.ts$'],
    why: 'the runners carry every other room: they know no word of the domain',
  },
  { room: 'history', code: ['runtime'], npm: ['zod'], why: 'a stored history must be readable without the rest' },
  { room: 'store', code: ['runtime'], npm: [], why: 'the store is a contract; real clients live in worlds/docker' },
  ...['updates', 'locksmith', 'fleet'].map((room) => ({
    room,
    code: ['runtime', 'store', 'history/event\\.ts'],
    npm: ['semver', 'fast-xml-parser', 'temporal-polyfill', ...(room === 'fleet' ? ['@noble/hashes', 'zod'] : [])],
    why: 'each subject runs unchanged in both worlds and stands alone, so that a variant can replace it',
  })),
  {
    room: 'machine',
    code: ['runtime', 'store', 'history', 'updates', 'locksmith', 'fleet'],
    npm: ['temporal-polyfill'],
    why: 'one host composes the subjects; in which world it runs is not its business',
  },
  {
    room: 'worlds',
    only: '^src/worlds/[^/]+\\.ts$',
    code: ['runtime', 'history'],
    types: ['machine'],
    npm: [],
    why: 'this is what the harness sees of any world: it can know no particular one',
  },
  {
    room: 'worlds/contracts',
    code: ['runtime', 'store', 'locksmith', 'updates', 'fleet', 'history', 'machine', 'worlds/[^/]+\\.ts'],
    npm: ['@jest/globals', 'fast-check'],
    why: 'one body of expectations is run against both worlds',
  },
  {
    room: 'worlds/sim',
    code: ['runtime', 'store', 'history', 'machine', 'locksmith', 'updates', 'fleet', 'worlds/[^/]+\\.ts'],
    npm: [],
    why: 'the simulation is deterministic and owes nothing to the real thing',
  },
  {
    room: 'worlds/docker',
    code: ['runtime', 'store', 'history', 'machine', 'locksmith', 'updates', 'fleet', 'worlds/[^/]+\\.ts'],
    npm: ['.'],
    node: ['.'],
    why: 'the real world must not lean on the simulated one: they are held against each other',
  },
  ...['actions', 'faults'].map((room) => ({
    room,
    code: ['runtime', 'machine', 'locksmith', 'updates', 'fleet', 'worlds/world\\.ts'],
    types: ['history'],
    npm: ['fast-check', 'zod'],
    why: 'what happens to a world is said in terms of any world, and one kind of happening needs no other',
  })),
  {
    room: 'schedule',
    code: ['actions', 'faults', 'machine', 'updates'],
    types: ['worlds/world\\.ts'],
    npm: ['fast-check', 'zod'],
    why: 'a schedule is data: it is drawn, shrunk and stored without being run',
  },
  {
    room: 'invariants',
    code: [
      ...['history', 'machine/(?:topology|window|reboot)\\.ts', 'locksmith/(?:semaphore|window)\\.ts'],
      ...['updates/version\\.ts', 'updates/rollout', 'updates/omaha/codes\\.ts'],
      'updates/server/(?:keys|instance-codec)\\.ts',
      ...['fleet/(?:options|placement|registry)', 'fleet/snapshot\\.ts', 'fleet/unit\\.ts'],
      'fleet/unit-file/names\\.ts',
    ],
    types: ['worlds/world\\.ts'],
    npm: [],
    why: "a judge is a pure fold over a history, so that last month's can be judged again",
  },
  {
    room: 'harness',
    code: [
      ...['runtime', 'history', 'store', 'updates', 'locksmith', 'fleet', 'machine', 'worlds/[^/]+\\.ts'],
      ...['actions', 'faults', 'schedule', 'invariants'],
    ],
    npm: ['fast-check', 'zod'],
    why: 'the harness is given a world and returns a result; which world and how it is shown are for the caller',
  },
  {
    room: 'reporting',
    code: [
      ...['history/codec\\.ts', 'schedule/(?:words|schedule)\\.ts'],
      ...['locksmith/semaphore\\.ts', 'machine/topology\\.ts'],
      ...['updates/version\\.ts', 'updates/server/(?:keys|instance-codec)\\.ts'],
      'updates/rollout/(?:catalogue|catalogue-codec|policy)\\.ts',
      ...['fleet/registry/(?:keys|parse-key|codecs|replay)\\.ts', 'fleet/placement/(?:explain|cluster)\\.ts'],
      'fleet/unit-file/parse\\.ts',
    ],
    types: ['history', 'invariants', 'schedule', 'machine', 'fleet/snapshot\\.ts'],
    npm: ['preact', 'preact-render-to-string', 'fast-xml-parser', 'picocolors', 'zod'],
    why: 'a format is a pure function from a result to text',
  },
]

const TESTS = '(?:\\.test|[-/]fixture|-arbitrary|/sample-[a-z]+)\\.ts$'
const own = (path) => `^src/${path}(?:/|$)`

function rulesOf({ room, only, code, types = [], npm, node = [], why }) {
  const from = { path: only ?? own(room), pathNot: TESTS }
  const name = room.replace('/', '-')
  const inRoom = only ?? own(room)
  return [
    {
      name: `${name}-imports`,
      comment: `${room} may import ${[...code, ...types.map((path) => `types of ${path}`)].join(', ') || 'nothing of ours'}: ${why}.`,
      severity: 'error',
      from,
      to: { path: '^src/', pathNot: [inRoom, ...[...code, ...types].map(own)] },
    },
    {
      name: `${name}-types-only`,
      comment: `${room} may import only types of ${types.join(', ')}: ${why}.`,
      severity: 'error',
      from,
      to: { path: types.map(own), pathNot: code.map(own), dependencyTypesNot: ['type-only'] },
      needed: types.length > 0,
    },
    {
      name: `${name}-packages`,
      comment: `${room} may use the packages ${npm.join(', ') || '(none)'}: ${why}.`,
      severity: 'error',
      from,
      to: {
        path: 'node_modules',
        pathNot: npm.map((pattern) => `node_modules/${pattern === '.' ? '' : `${pattern}/`}`),
      },
    },
    {
      name: `${name}-no-node`,
      comment: `${room} may not use Node's own modules: ${PURE}.`,
      severity: 'error',
      from: { ...from, pathNot: [TESTS, ...node] },
      to: { dependencyTypes: ['core'] },
      needed: !node.includes('.'),
    },
  ]
    .filter(({ needed = true }) => needed)
    .map(({ needed: _, ...rule }) => rule)
}

export default {
  forbidden: [
    ...rooms.flatMap(rulesOf),
    {
      name: 'nobody-imports-cli',
      comment: 'cli is the composition root: whatever another room wants of it belongs in a room of its own.',
      severity: 'error',
      from: { pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'src-imports-src',
      comment: 'Only src is published, so it can import nothing of the tests, scripts and benchmarks.',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { dependencyTypes: ['local'], pathNot: '^src/' },
    },
    {
      name: 'no-dev-packages',
      comment: 'A package of devDependencies is not there once this is installed from the registry.',
      severity: 'error',
      from: { path: '^src/', pathNot: [TESTS, '^src/worlds/contracts/'] },
      to: { dependencyTypes: ['npm-dev'] },
    },
    {
      name: 'no-cycles',
      comment:
        'Modules that import each other at run time see each other half made. Cycles of types alone are harmless.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'all-resolve',
      comment: 'What is imported must exist and must be named in package.json.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '/dist/' },
    },
    {
      name: 'no-unlisted-packages',
      comment: 'A package that only another package brings can disappear with it: name it in package.json.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    // type-only imports are imports too: a type of another room is knowledge of it
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
