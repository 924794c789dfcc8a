import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Refused } from './refused.ts'
import { parseTarget } from './target.ts'

describe('target', () => {
  test.each([
    ['/', [''], {}],
    ['/fleet/v1', ['fleet', 'v1'], {}],
    ['/fleet/v1/units/', ['fleet', 'v1', 'units', ''], {}],
    ['/units/a%40b.service', ['units', 'a@b.service'], {}],
    ['/units/..%2F..%2Fx.service', ['units', '../../x.service'], {}],
    ['/state?unitName=a%40b.service&machineID=', ['state'], { unitName: ['a@b.service'], machineID: [''] }],
    ['/state?a=1&&a=2=3&b&c=x+y?z', ['state'], { a: ['1', '2=3'], b: [''], c: ['x y?z'] }],
    ['/?__proto__=x', [''], JSON.parse('{"__proto__":["x"]}')],
  ])('%s', (target, path, query) => {
    const parsed = parseTarget(target)
    expect(parsed.path).toEqual(path)
    expect(parsed.query).toEqual(new Map(Object.entries(query as object)))
  })

  test.each(['', 'fleet/v1', '*', 'http://m0/fleet/v1', '/a%', '/a%2', '/a%zz', '/a%ff', '/?a=%', '/%ed%a0%80'])(
    '%j is refused',
    (target) => {
      expect(() => parseTarget(target)).toThrow(Refused)
    },
  )

  test('what was encoded comes back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }),
        fc.string({ unit: 'grapheme' }),
        (path, value) => {
          const target = `/${path.map(encodeURIComponent).join('/')}?k=${encodeURIComponent(value)}`
          expect(parseTarget(target)).toEqual({ path, query: new Map([['k', [value]]]) })
        },
      ),
    )
  })
})
