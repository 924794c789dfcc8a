// `npm run check`: everything about the code that can be judged without running it. The checks run side by side, one
// line each; only a failing one shows its output.
import { dirname, join } from 'node:path'
import { inspect } from 'node:util'
import { findUnportable } from './portability.ts'
import { runChild, type ChildEnd } from './run-child.ts'

interface Check {
  readonly name: string
  readonly about: string
  readonly run: () => Promise<ChildEnd>
}

const root = dirname(import.meta.dirname)
const inColour = process.stdout.isTTY && !process.env['NO_COLOR']

/** A JavaScript program from node_modules, run by this very Node. */
function tool(file: string, ...args: readonly string[]): () => Promise<ChildEnd> {
  return () =>
    runChild(process.execPath, [join(root, 'node_modules', file), ...args], {
      cwd: root,
      output: 'kept',
      env: inColour ? { FORCE_COLOR: '1' } : {},
    })
}

const CRUISED = ['src', 'properties', 'chaos', 'bench', 'scripts', 'bin', 'jest.config.ts']

const checks: readonly Check[] = [
  { name: 'format', about: 'prettier', run: tool('prettier/bin/prettier.cjs', '--check', '.') },
  { name: 'lint', about: 'oxlint', run: tool('oxlint/bin/oxlint') },
  { name: 'types', about: 'tsc', run: tool('@typescript/native/bin/tsc', ...(inColour ? ['--pretty'] : [])) },
  { name: 'unused', about: 'knip', run: tool('knip/bin/knip.js') },
  {
    name: 'imports',
    about: 'dependency-cruiser',
    run: tool('dependency-cruiser/bin/dependency-cruiser.mjs', '--output-type', 'err-long', ...CRUISED),
  },
  {
    name: 'portable',
    about: 'no path of one machine, no host in the lock file',
    run: async () => {
      const findings = findUnportable(root)
      return { code: findings.length > 0 ? 1 : 0, output: findings.join('\n') }
    },
  },
]

/** @returns whether it passed */
async function perform({ name, about, run }: Check): Promise<boolean> {
  const started = performance.now()
  const { code, output } = await run().catch((error: unknown): ChildEnd => ({ code: 1, output: inspect(error) }))
  const seconds = ((performance.now() - started) / 1_000).toFixed(1)
  const passed = code === 0
  console.log(`${passed ? 'ok    ' : 'FAILED'}  ${name.padEnd(9)} ${seconds.padStart(5)} s  ${about}`)
  if (!passed) console.log(`${output.trim() || `ended with code ${code} and said nothing`}\n`)
  return passed
}

const results = await Promise.all(checks.map(perform))
process.exitCode = results.every(Boolean) ? 0 : 1
