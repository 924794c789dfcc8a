import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { parseSchedule } from '../schedule/codec.ts'
import { TOPOLOGIES } from './topologies.ts'

test.each(Object.entries(TOPOLOGIES))('%s is the cluster of its scenario', (name, topology) => {
  const scenario = new URL(`../../scenarios/talk/${name}-apps.json`, import.meta.url)
  expect(topology).toEqual(parseSchedule(readFileSync(scenario, 'utf8')).topology)
})
