import { describe, expect, test } from '@jest/globals'
import { relativeImports } from './platform-files.ts'

describe('what a platform module needs beside it', () => {
  test('relative imports and re-exports are found, in every form', () => {
    const source = [
      `import { a } from './a.ts'`,
      `import type { B } from "../b.ts"`,
      `import './c.ts'`,
      `export { d } from './d.ts'`,
      `export * from './e/e.ts'`,
      `const f = await import('./f.ts')`,
      `import {\n  g,\n} from '../../g.ts'`,
      `import { a2 } from './a.ts'`,
    ].join('\n')
    expect(relativeImports(source)).toEqual([
      './a.ts',
      '../b.ts',
      './c.ts',
      './d.ts',
      './e/e.ts',
      './f.ts',
      '../../g.ts',
    ])
  })

  test('packages are not files', () => {
    expect(
      relativeImports(`import fc from 'fast-check'\nimport { x } from 'node:fs'\nexport {} from 'seatrial'`),
    ).toEqual([])
  })
})
