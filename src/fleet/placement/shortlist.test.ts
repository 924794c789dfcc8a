import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { FleetMachine, Snapshot } from '../snapshot.ts'
import type { Unit } from '../unit.ts'
import { ableToRun } from './able-to-run.ts'
import { decide } from './decide.ts'
import { type Entry, Model } from './model.ts'
import { after, sketch } from './placement-fixture.ts'
import { Shortlist } from './shortlist.ts'
import { snapshotArbitrary } from './snapshot-arbitrary.ts'

/** The cluster after everything that is decided on it, with a shortlist that has no patience. */
function decidedOn(snapshot: Snapshot): { model: Model; shortlist: Shortlist } {
  const model = new Model(after(snapshot, decide(snapshot).commands))
  for (const agent of model.unsettled) if (agent.machine) agent.settle(agent.machine, model.surroundings)
  return { model, shortlist: new Shortlist(model, 0) }
}

const passedOver = ({ model, shortlist }: ReturnType<typeof decidedOn>, name: string): string[] => {
  const passesOver = shortlist.passesOver(model.entries.get(name) as Entry)
  return [...model.agents.keys()].filter(passesOver)
}

test('whoever is passed over is not able', () => {
  fc.assert(
    fc.property(snapshotArbitrary, (snapshot) => {
      const decided = decidedOn(snapshot)
      for (const { job, standing } of decided.model.entries.values()) {
        if (standing !== 'placed') continue
        for (const id of passedOver(decided, job.name)) {
          const agent = decided.model.agents.get(id)
          if (agent?.machine === undefined || id === job.target) continue
          const view = agent.view(agent.machine as FleetMachine)
          expect(ableToRun(view, job.unit as Unit, decided.model.surroundings).kind).toBe('unable')
        }
      }
    }),
    { numRuns: 500 },
  )
})

test('passed over are those with other metadata, and those with units that conflict, whoever says so', () => {
  const group = { fleet: ['Conflicts=app@*'] }
  const decided = decidedOn(
    sketch(
      {
        'app@1.service': group,
        'app@2.service': group,
        'app@3.service': group,
        'db.service': { on: 'm2', fleet: ['MachineMetadata=role=db'] },
        'web.service': { fleet: ['MachineMetadata=role=db', 'Conflicts=db.*'] },
        'cron.service': { fleet: ['MachineMetadata=role=cron'] },
      },
      { m1: {}, m2: { role: 'db' } },
    ),
  )
  expect(passedOver(decided, 'app@3.service')).toEqual(['m1', 'm2'])
  expect(passedOver(decided, 'web.service')).toEqual(['m1', 'm2'])
  expect(passedOver(decided, 'cron.service')).toEqual(['m1', 'm2'])
  expect(passedOver(decided, 'db.service')).toEqual(['m1'])
})
