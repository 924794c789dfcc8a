// `npm run build`: compiles src/ to dist/, which is what the published package runs and what its users' types come from.
import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runChild } from './run-child.ts'

const root = dirname(import.meta.dirname)
// what is left of a deleted source must not be published
rmSync(join(root, 'dist'), { recursive: true, force: true })
const tsc = join(root, 'node_modules/@typescript/native/bin/tsc')
const { code } = await runChild(process.execPath, [tsc, '--project', 'tsconfig.build.json'], {
  cwd: root,
  output: 'shown',
})
process.exitCode = code
