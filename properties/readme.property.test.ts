// The README is run: its code is a test beside this one, and the files that its commands name exist.

import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'

const text = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const readme = text('README.md')

test('the code in the README is the code of the test', () => {
  const [, code] = /```ts\n([\s\S]*?)```/.exec(readme) ?? []
  expect(code?.replace("'seatrial'", "'../src/index.ts'")).toBe(text('properties/own-platform.property.test.ts'))
})

test('every file that the README names is there', () => {
  const named = [...readme.matchAll(/(?:scenarios|docs|properties)\/[\w./-]*\w/g)].map(([path]) => path)
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((path) => !existsSync(new URL(`../${path}`, import.meta.url)))).toEqual([])
})
