// Three projects: `unit` beside the code, `properties` on the simulation, `chaos` on containers. No test is ever tried
// twice: a flake is a finding. scripts/test.ts decides which projects run.
import type { Config } from 'jest'

const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          target: 'esnext', // only the types go; the Node that runs this knows the rest
          parser: { syntax: 'typescript' },
          transform: { verbatimModuleSyntax: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/reports/'],
} satisfies Config

const config: Config = {
  // jest would leave one core idle, which is half of a small machine
  maxWorkers: '100%',
  // tests that are declared concurrent: trials in containers, which wait most of the time
  maxConcurrency: 2,
  // Jest does not look at a project's own.
  testTimeout: 300_000,
  projects: [
    { ...common, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.test.ts'] },
    {
      ...common,
      displayName: 'properties',
      testMatch: ['<rootDir>/properties/**/*.test.ts'],
    },
    { ...common, displayName: 'chaos', testMatch: ['<rootDir>/chaos/**/*.chaos.test.ts'] },
  ],
}

export default config
