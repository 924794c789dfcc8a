// docs/ACCEPTANCE.md says where each upstream test is found here. This holds it to that: the files are there, and have the
// names, or the titles that stand in for them.

import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'

const at = (path: string): URL => new URL(`../src/${path}`, import.meta.url)
const rows = readFileSync(new URL('../docs/ACCEPTANCE.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| -') && !line.startsWith('| upstream'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, names = '', where = '']) => ({ names, where }))

test('there are rows', () => expect(rows.length).toBeGreaterThan(60))

test.each(rows)('$names', ({ names, where }) => {
  const files = [...where.matchAll(/`([^`]+\.ts)`/g)].map(([, file = '']) => file)
  for (const file of files) expect([file, existsSync(at(file))]).toEqual([file, true])
  if (where.startsWith('—')) return
  expect(files).not.toEqual([])
  const title = /^as "([^"]+)"/.exec(where)?.[1]
  const text = files.map((file) => readFileSync(at(file), 'utf8')).join('\n')
  for (const name of title === undefined ? names.split(', ') : [title]) expect(text).toContain(name)
})
