// The planted bugs of fleet, the third part: what systemd, an operator or a broken client says that must not be swallowed,
// done, or taken for nothing.

import garbledUnitVanishes from './garbled-unit-vanishes.ts'
import type { Planted } from './planted.ts'
import startErrorSwallowed from './start-error-swallowed.ts'
import templateActivated from './template-activated.ts'

export const plantedFleetC: readonly Planted[] = [
  {
    platform: startErrorSwallowed,
    caughtBy: 'fleet-settles',
    seenIn: 'coreos/fleet #998, #1647',
    pace: 'quick',
    updates: 'never',
    fleet: 'always',
    withinRuns: 1_000,
    atMostSteps: 6,
    inDocker: false,
  },
  {
    platform: templateActivated,
    caughtBy: 'no-template-active',
    seenIn: 'coreos/fleet #793, #1236, #1273',
    pace: 'quick',
    updates: 'never',
    fleet: 'always',
    withinRuns: 1_000,
    atMostSteps: 1,
    inDocker: true,
  },
  {
    platform: garbledUnitVanishes,
    caughtBy: 'unknown-left-alone',
    seenIn: 'coreos/fleet #1169: what could not be read was passed over, and unloaded',
    pace: 'quick',
    updates: 'never',
    fleet: 'always',
    withinRuns: 4_000,
    atMostSteps: 3,
    inDocker: true,
  },
]
