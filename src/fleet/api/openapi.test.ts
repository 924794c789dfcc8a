import { describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { discover } from './discovery.ts'
import { openApiDocument } from './openapi.ts'
import { BASES, OPERATIONS } from './operations.ts'
import { Refused } from './refused.ts'
import { route } from './router.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'constructor', '']

describe('docs/fleet-api.openapi.json', () => {
  test('is what the schemas say (else: node scripts/bootstrap.js scripts/openapi.ts)', () => {
    const file = new URL('../../../docs/fleet-api.openapi.json', import.meta.url)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(openApiDocument())
  })

  test('every reference leads somewhere', () => {
    const document = openApiDocument() as { readonly components: { readonly schemas: object } }
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to)
    const known = Object.keys(document.components.schemas).map((id) => `#/components/schemas/${id}`)
    expect(references.length).toBeGreaterThan(10)
    expect(known).toEqual(expect.arrayContaining(references))
  })
})

describe('the list of operations', () => {
  const answered = (method: string, path: string): boolean => {
    try {
      route(method, path.slice(1).split('/'))
      return true
    } catch (error) {
      if (error instanceof Refused) return false
      throw error
    }
  }

  test('names what is answered, under either base, and nothing else', () => {
    const paths = [...new Set(OPERATIONS.map(({ path }) => path))]
    const listed = (method: string, path: string) => OPERATIONS.some((o) => o.method === method && o.path === path)
    for (const base of BASES) {
      for (const path of paths) {
        for (const method of METHODS)
          expect([method, path, answered(method, base + path)]).toEqual([method, path, listed(method, path)])
      }
    }
  })

  test('is what discovery says, but for what is ours', () => {
    const { id, rootUrl, resources } = discover().body as never as {
      readonly [field: string]: unknown
      readonly resources: Record<string, { readonly methods: Record<string, { readonly path: string }> }>
    }
    expect({ id, rootUrl }).toEqual({ id: 'fleet:v1', rootUrl: '$ENDPOINT/' })
    expect(Object.entries(resources).map(([name, { methods }]) => [name, Object.keys(methods)])).toEqual([
      ['Units', ['List', 'Get', 'Set', 'Delete']],
      ['UnitState', ['List', 'Get']],
      ['Machines', ['List', 'Patch']],
    ])
    expect(resources['Units']?.methods['Set']?.path).toBe('units/{unitName}')
  })
})
