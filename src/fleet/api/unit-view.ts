// A unit as the API shows it.

import type { UnitState } from '../registry/codecs.ts'
import { jobKey } from '../registry/keys.ts'
import { currentState } from '../registry/states.ts'
import type { Job, Snapshot } from '../snapshot.ts'
import type { UnitName } from '../unit.ts'
import type { UnitOption } from '../unit-file/unit-file.ts'
import { Refused } from './refused.ts'
import type { ApiUnit } from './schema.ts'

/** What every request for a unit that is not there is answered. */
export const NO_SUCH_UNIT = 'unit does not exist'

/**
 * The job of a unit that the registry holds and that can be read.
 * @throws Refused 404 there is none; 500 it cannot be read, which is not the same: upstream said that it was not there
 */
export function readableJob(snapshot: Snapshot, name: UnitName): Job {
  const job = snapshot.jobs.get(name)
  if (job === undefined) throw new Refused(404, NO_SUCH_UNIT)
  if (job.unit === undefined) throw unreadable(snapshot, jobKey(name, 'object'))
  if (job.targetState === undefined) throw unreadable(snapshot, jobKey(name, 'target-state'))
  return job
}

/** Says which record cannot be read, and why. */
export function unreadable({ unreadable: records }: Snapshot, key: string): Refused {
  const why = records.find((record) => record.key === key)?.why ?? 'is missing'
  return new Refused(500, `the record at ${key} cannot be read: it ${why}`)
}

/**
 * One that cannot be read shows with its name, and with whatever of it can be read. A global unit has neither machine nor
 * current state: upstream left them out of the item and gave `inactive` in the list; here the list is as the item.
 * @param states what is reported of it, by whichever machine
 */
export function viewOf(job: Job, { claims }: Snapshot, states: readonly UnitState[]): ApiUnit {
  const { name, unit, target, targetState } = job
  const current = currentState(job, claims, states)
  return {
    ...(current !== undefined && { currentState: current }),
    ...(targetState !== undefined && { desiredState: targetState }),
    ...(target !== undefined && { machineID: target }),
    name,
    ...(unit !== undefined && unit.options.length > 0 && { options: unit.options.map(inOrder) }),
  }
}

const inOrder = ({ name, section, value }: UnitOption): UnitOption => ({ name, section, value })
