import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { CtlBench } from './fixture.ts'
import { GLOBAL, HELLO, M1, M2 } from './fleet-fixture.ts'
import { tabulate } from './table.ts'

function bench(): CtlBench {
  const made = new CtlBench()
  made.fleet.put('hello.service', `[Unit]\nDescription=Says hello\n${HELLO}`, 'launched')
  made.fleet.put('a-unit-with-a-long-name.service', HELLO)
  made.fleet.put('g.service', GLOBAL, 'launched')
  return made
}

describe('list-units', () => {
  test('one line for every machine that has a unit', () => {
    const desk = bench()
    expect(desk.run('list-units')).toBe(0)
    expect(desk.printed).toEqual([
      'UNIT\t\tMACHINE\t\t\t\tACTIVE\tSUB',
      'g.service\t85c0c595.../172.17.8.102\tactive\trunning',
      'g.service\t9d3f1b22...\t\t\tactive\trunning',
      'hello.service\t85c0c595.../172.17.8.102\tactive\trunning',
    ])
  })

  test('--full, --no-legend, --fields', () => {
    const desk = bench()
    desk.run('list-units', [], { full: true, noLegend: true, fields: 'hash,load,machine' })
    expect(desk.printed[0]).toMatch(/^[0-9a-f]{40}\tloaded\t85c0c595a{24}\/172\.17\.8\.102$/)
    desk.run('list-units', [], { fields: 'hash' })
    expect(desk.printed[1]).toMatch(/^[0-9a-f]{7}$/)
  })
})

test.each(['list-units', 'list-unit-files', 'list-machines'])('%s: an unknown field is a failure', (verb) => {
  const desk = bench()
  expect([desk.run(verb, [], { fields: 'constructor' }), desk.printed]).toEqual([1, []])
  expect(desk.errors).toEqual(['Invalid key in output format: "constructor"'])
  expect(desk.fleet.requests).toEqual([])
})

describe('TestListUnitFilesOrder', () => {
  test('sorted by name; a global unit has no state of its own', () => {
    const desk = bench()
    desk.run('list-unit-files', [], { fields: 'unit,global,dstate,state,target,tmachine,desc' })
    expect(desk.printed.map((line) => line.split(/\t+/))).toEqual([
      ['UNIT', 'GLOBAL', 'DSTATE', 'STATE', 'TARGET', 'TMACHINE', 'DESC'],
      ['a-unit-with-a-long-name.service', 'false', 'inactive', 'inactive', '-', '-', '-'],
      ['g.service', 'true', 'launched', '-', 'global', '-', '-'],
      [
        ...['hello.service', 'false', 'launched', 'launched'],
        ...['85c0c595.../172.17.8.102', '85c0c595.../172.17.8.102', 'Says hello'],
      ],
    ])
  })

  test.each([1, 2, 3, 100])('from all pages, of %i each', (size) => {
    const desk = new CtlBench()
    desk.fleet.pageSize = size
    const names = [10, 3, 1, 20, 2, 11].map((i) => `hello@${i}.service`)
    for (const name of names) desk.fleet.put(name, HELLO)
    expect(desk.run('list-unit-files', [], { noLegend: true, fields: 'unit' })).toBe(0)
    expect(desk.printed).toEqual(names.toSorted())
  })

  test('pages without an end are an error', () => {
    const desk = bench()
    desk.fleet.before = () => ({ status: 200, body: { nextPageToken: 'ZAACAA==' } })
    expect(desk.run('list-unit-files')).toBe(1)
    expect(desk.errors).toEqual(["Error retrieving units: the server's pages have no end"])
  })

  test('what is no answer of the API is told', () => {
    const desk = bench()
    desk.fleet.before = () => ({ status: 200, body: { units: [{ name: 7 }] } })
    expect(desk.run('list-unit-files')).toBe(1)
    expect(desk.errors[0]).toMatch(/^Error retrieving units: the server's answer is none of fleet's API: /)
    desk.fleet.before = () => ({ status: 503, body: { error: { code: 503, message: 'no etcd' } } })
    expect(desk.run('list-unit-files')).toBe(1)
    expect(desk.errors).toEqual(['Error retrieving units: the server answered 503, no etcd'])
  })
})

test('TestMachinesList', () => {
  const desk = bench()
  expect(desk.run('list-machines')).toBe(0)
  expect(desk.printed).toEqual([
    'MACHINE\t\tIP\t\tMETADATA',
    '85c0c595...\t172.17.8.102\taz=b,region=eu',
    '9d3f1b22...\t-\t\t-',
  ])
  desk.run('list-machines', [], { full: true, noLegend: true, fields: 'machine' })
  expect(desk.printed).toEqual([M1, M2])
})

describe('a table', () => {
  test('as text/tabwriter has it: a cell as wide as a tab stop goes to the next', () => {
    expect(
      tabulate([
        ['1234567', 'x'],
        ['12345678', 'y'],
        ['', 'z'],
      ]),
    ).toEqual(['1234567\t\tx', '12345678\ty', '\t\tz'])
    expect(tabulate([['\u{1f980}234567', 'x']])).toEqual(['\u{1f980}234567\tx'])
  })

  test('columns begin at one place', () => {
    const cell = fc.string({ maxLength: 30 }).filter((text) => !text.includes('\t'))
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 2 }), (rows) => {
        const places = tabulate(rows).map((line) => {
          const starts: number[] = []
          let at = 0
          for (const [i, char] of [...line].entries()) {
            at = char === '\t' ? (Math.floor(at / 8) + 1) * 8 : at + 1
            if (char === '\t' && [...line][i + 1] !== '\t') starts.push(at)
          }
          return starts.at(-1)
        })
        expect(new Set(places).size).toBe(1)
      }),
    )
  })
})
