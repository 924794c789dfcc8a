// `seatrial fleetlock`: a FleetLock server in front of any etcd v3, as airlock is one: zincati's machines and locksmith's
// share one semaphore. It has no state and takes no action of its own; any number may run.

import { type Command, InvalidArgumentError, Option } from 'commander'
import { isGroupName } from '../../locksmith/fleetlock/protocol.ts'
import type { FleetLockGroup } from '../../locksmith/fleetlock/server.ts'
import type { ExitCode } from '../exit.ts'
import { serve, type ServingOptions, servingOptions } from './serving.ts'

/** Zincati's machines are of the group `default` where nothing else is configured, and airlock gives that one slot. */
const DEFAULT_GROUPS: readonly FleetLockGroup[] = [{ name: 'default', slots: 1 }]

interface FleetLockOptions extends ServingOptions {
  readonly group?: readonly FleetLockGroup[]
}

export const fleetlockOptions = (command: Command): Command =>
  servingOptions(command, 3333)
    .addOption(
      new Option('--group <name=slots>', 'serve this group; repeat it for more (default: default=1)').argParser(
        addGroup,
      ),
    )
    .addHelpText(
      'after',
      '\nThe slots are written where a group is new. Later: seatrial locksmithctl --group <name> set-max <slots>',
    )

export async function fleetlockCommand(options: FleetLockOptions): Promise<ExitCode> {
  const { group: groups = DEFAULT_GROUPS } = options
  const { openFleetLock } = await import('../../worlds/docker/fleetlock-http.ts')
  const lines = groups.map(({ name, slots }) => `group ${name}, slots where it is new: ${slots}`)
  return serve('FleetLock', options, (http) => openFleetLock({ ...http, config: { groups } }), lines)
}

/**
 * Reads `name=slots` and adds it to those before.
 * @throws InvalidArgumentError
 */
export function addGroup(text: string, before: readonly FleetLockGroup[] = []): readonly FleetLockGroup[] {
  const [, name = '', digits] = /^(.*)=(\d+)$/s.exec(text) ?? []
  const slots = Number(digits)
  if (!isGroupName(name) || !Number.isSafeInteger(slots)) {
    throw new InvalidArgumentError('expected name=slots, like default=1; a name is of A-Z a-z 0-9 . -')
  }
  if (before.some((group) => group.name === name)) throw new InvalidArgumentError(`the group ${name} is given twice`)
  return [...before, { name, slots }]
}
