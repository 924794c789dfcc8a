import { expect, test } from '@jest/globals'
import { HASH_LABEL, MACHINE_LABEL, PROCESS_LABEL, ROLE_LABEL, UNIT_LABEL } from '../run-labels.ts'
import { UnitWitness } from './unit-witness.ts'

function bench() {
  const told: string[] = []
  const witness = new UnitWitness((fact, at) => {
    const what = fact.kind === 'unit.up' ? fact.hash : fact.how
    told.push(`${at} ${fact.kind} ${fact.machine} ${fact.unit} ${fact.process} ${what}`)
  })
  let at = 0
  const hear = (action: string, process: string, more: Record<string, string> = {}, role = 'main'): void => {
    const labels = { [MACHINE_LABEL]: 'm0', [UNIT_LABEL]: 'a@1.service', [HASH_LABEL]: 'h', [ROLE_LABEL]: role }
    witness.hear({ action, container: process, at: ++at, attributes: { ...labels, [PROCESS_LABEL]: process, ...more } })
  }
  return { witness, told, hear }
}

test('main processes are told when they come and go, and how they ended', () => {
  const { hear, told } = bench()
  hear('start', '1.1')
  hear('start', '1.2', {}, 'start-post')
  hear('kill', '1.1', { signal: '15' })
  hear('die', '1.2', { exitCode: '0' }, 'start-post')
  hear('die', '1.1', { exitCode: '143' })
  hear('start', '1.3')
  hear('die', '1.3', { exitCode: '143' })
  expect(told).toEqual([
    '1 unit.up m0 a@1.service 1.1 h',
    '5 unit.down m0 a@1.service 1.1 killed by SIGTERM',
    '6 unit.up m0 a@1.service 1.3 h',
    '7 unit.down m0 a@1.service 1.3 exited with 143',
  ])
})

test('while the power goes, what comes up is told and what ends is not; after that nothing, until the next boot', () => {
  const { hear, told, witness } = bench()
  hear('start', '1.1')
  witness.going('m0')
  hear('start', '1.2')
  hear('die', '1.1', { exitCode: '137' })
  witness.off('m0')
  hear('start', '1.3')
  hear('die', '1.2', { exitCode: '137' })
  witness.on('m0')
  hear('start', '2.1')
  hear('die', '2.1', { exitCode: '0' })
  expect(told.map((line) => line.split(' ').slice(1, 5).join(' '))).toEqual([
    'unit.up m0 a@1.service 1.1',
    'unit.up m0 a@1.service 1.2',
    'unit.up m0 a@1.service 2.1',
    'unit.down m0 a@1.service 2.1',
  ])
})
