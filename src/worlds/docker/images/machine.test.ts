import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { closureOf } from './closure.ts'
import { ETCD_VERSION } from './etcd.ts'
import { MACHINE_PACKAGES, planMachine } from './machine.ts'
import { packageRoot } from './package-root.ts'
import { contentHash, isProgram } from './source-tree.ts'
import { TOXIPROXY_VERSION } from './toxiproxy.ts'

describe("the machine image's plan", () => {
  test('is the same twice and names both tags by twelve hex digits', async () => {
    const [first, second] = [await planMachine(), await planMachine()]
    expect(first.name).toBe(second.name)
    expect(first.name).toMatch(/^seatrial\/machine:[0-9a-f]{12}$/)
    expect(first.baseName).toMatch(/^seatrial\/machine-base:[0-9a-f]{12}$/)
    expect(first.entry).toBe('/opt/seatrial/src/worlds/docker/pod/main.ts')
  })

  test('holds the program and a package.json, and no tests', async () => {
    const paths = (await planMachine()).files.map((file) => file.path)
    expect(paths).toContain('package.json')
    expect(paths).toContain('src/worlds/docker/images/machine.ts')
    expect(paths.filter((path) => path.includes('.test.'))).toEqual([])
  })

  test('what is left out are tests, declarations and maps', () => {
    expect(['a.ts', 'a.js', 'a.json'].filter(isProgram)).toHaveLength(3)
    expect(['a.test.ts', 'a.d.ts', 'a.js.map', 'a.test.js'].filter(isProgram)).toEqual([])
  })

  test('a hash tells apart what merely reads the same when joined', () => {
    expect(contentHash(['ab', 'c'])).not.toBe(contentHash(['a', 'bc']))
    expect(contentHash(['ab', 'c'])).toBe(contentHash([Buffer.from('ab'), 'c']))
  })
})

describe('the closure of packages', () => {
  test('holds the roots and what they need, each once, where npm put it', () => {
    const closure = closureOf(packageRoot().folder, MACHINE_PACKAGES)
    const targets = closure.map((found) => found.target)
    for (const name of [...MACHINE_PACKAGES, '@grpc/grpc-js'])
      expect(targets).toContain(`seatrial/node_modules/${name}`)
    expect(new Set(targets).size).toBe(targets.length)
    expect(targets.filter((target) => target.includes('jest'))).toEqual([])
  })

  test('a package that is not installed is named', () => {
    expect(() => closureOf(packageRoot().folder, ['no-such-package'])).toThrow(/no-such-package.*npm install/)
  })
})

describe('pinned versions', () => {
  test.each([
    ['etcd', `go.etcd.io/etcd/server/v3 v${ETCD_VERSION}`],
    ['toxiproxy', `github.com/Shopify/toxiproxy/v2 v${TOXIPROXY_VERSION}`],
  ])('the Go module of %s requires the release that is pulled', (image, requirement) => {
    expect(readFileSync(join(packageRoot().folder, 'images', image, 'go.mod'), 'utf8')).toContain(requirement)
  })
})
