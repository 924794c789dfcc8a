// The planted bugs of fleet, the first part: unit files, placement, and what an agent does with its unit manager.

import absentMachineIgnored from './absent-machine-ignored.ts'
import conflictOneWay from './conflict-one-way.ts'
import conflictsAsOneGlob from './conflicts-as-one-glob.ts'
import goneBeforeStopped from './gone-before-stopped.ts'
import inactiveGlobalCounts from './inactive-global-counts.ts'
import notReloaded from './not-reloaded.ts'
import replacesMovesReplacer from './replaces-moves-replacer.ts'
import runningSetForgotten from './running-set-forgotten.ts'
import specifierShared from './specifier-shared.ts'
import startChecksOwnConflicts from './start-checks-own-conflicts.ts'
import statesInOneSlot from './states-in-one-slot.ts'
import unitHashIgnored from './unit-hash-ignored.ts'
import type { Planted } from './planted.ts'

export const plantedFleetA: readonly Planted[] = [
  {
    platform: notReloaded,
    caughtBy: 'fleet-settles',
    seenIn: 'coreos/fleet #1158, #1175, #1206, #1152',
    pace: 'quick',
    updates: 'never',
    fleet: 'always',
    withinRuns: 1_000,
    atMostSteps: 2,
    inDocker: false,
  },
  {
    platform: specifierShared,
    caughtBy: 'placement-respected',
    seenIn: 'coreos/fleet #1446, #1514',
    pace: 'quick',
    updates: 'never',
    fleet: 'always',
    withinRuns: 10_000,
    atMostSteps: 3,
    inDocker: false,
  },
  {
    platform: unitHashIgnored,
    caughtBy: 'fleet-settles',
    seenIn: 'coreos/fleet #720, #866',
    pace: 'quick',
    updates: 'never',
    fleet: 'always',
    withinRuns: 10_000,
    atMostSteps: 4,
    inDocker: false,
  },
  {
    platform: conflictsAsOneGlob,
    caughtBy: 'conflicts-respected',
    seenIn: 'coreos/fleet #1245',
    pace: 'quick',
    updates: 'never',
    fleet: 'always',
    withinRuns: 10_000,
    atMostSteps: 6,
    inDocker: false,
  },
  {
    platform: conflictOneWay,
    caughtBy: 'conflicts-respected',
    seenIn: 'coreos/fleet #202',
    pace: 'quick',
    updates: 'never',
    fleet: 'always',
    withinRuns: 2_000,
    atMostSteps: 5,
    inDocker: false,
  },
  {
    platform: startChecksOwnConflicts,
    caughtBy: 'conflicts-respected',
    seenIn: 'coreos/fleet #707',
    pace: 'quick',
    updates: 'never',
    fleet: 'always',
    withinRuns: 20_000,
    atMostSteps: 6,
    inDocker: false,
  },
  {
    platform: inactiveGlobalCounts,
    caughtBy: 'fleet-settles',
    seenIn: 'coreos/fleet #863',
    pace: 'quick',
    updates: 'never',
    fleet: 'always',
    withinRuns: 5_000,
    atMostSteps: 3,
    inDocker: false,
  },
  {
    platform: replacesMovesReplacer,
    caughtBy: 'fleet-settles',
    seenIn: 'coreos/fleet #1572, #1698',
    pace: 'quick',
    updates: 'never',
    fleet: 'always',
    withinRuns: 20_000,
    atMostSteps: 4,
    inDocker: false,
  },
  {
    platform: absentMachineIgnored,
    caughtBy: 'fleet-settles',
    seenIn: 'coreos/fleet #500',
    pace: 'quick',
    updates: 'never',
    fleet: 'always',
    withinRuns: 10_000,
    atMostSteps: 4,
    inDocker: false,
  },
  {
    platform: goneBeforeStopped,
    caughtBy: 'at-most-one-copy',
    seenIn: 'coreos/fleet #1216, #1000',
    pace: 'quick',
    updates: 'never',
    fleet: 'always',
    withinRuns: 5_000,
    atMostSteps: 8,
    inDocker: false,
  },
  {
    platform: runningSetForgotten,
    caughtBy: 'fleet-settles',
    seenIn: 'coreos/fleet #993',
    pace: 'quick',
    updates: 'never',
    fleet: 'always',
    withinRuns: 5_000,
    atMostSteps: 6,
    inDocker: false,
  },
  {
    platform: statesInOneSlot,
    caughtBy: 'states-honest',
    seenIn: 'coreos/fleet #722, #638',
    pace: 'quick',
    updates: 'never',
    fleet: 'always',
    withinRuns: 1_000,
    atMostSteps: 3,
    inDocker: false,
  },
]
