// The cluster of a schedule and its times, as they are checked when they come from outside.

import { z } from 'zod'
import { channelSchema } from '../actions/versions.ts'
import { windowSchema } from '../actions/window-schema.ts'
import { isGroupName } from '../machine/fleetlock.ts'
import { FLEETLOCK_HOST, STRATEGIES, UPDATES_HOST } from '../machine/topology.ts'
import type { Setting } from '../worlds/world.ts'

const machineId = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'a machine id: lower-case letters, digits and dashes')

/** A key of a machine's metadata, as fleet's API has it. */
const METADATA_KEY = /^[A-Za-z0-9_.-]{1,128}$/

export const topologySchema = z.strictObject({
  machines: z
    .array(
      z.strictObject({
        id: machineId,
        roles: z.array(z.enum(['etcd', 'worker'])).min(1),
        group: z.string().max(100),
        strategy: z.enum(STRATEGIES),
        window: windowSchema.optional(),
        channel: channelSchema.optional(),
        fleet: z
          .strictObject({
            metadata: z.record(z.string().regex(METADATA_KEY), z.string().min(1).max(256)),
            engine: z.boolean().optional(),
            id: machineId.optional(),
          })
          .optional(),
        spare: z.literal(true).optional(),
      }),
    )
    .min(1)
    .max(1000),
})

const ms = z.int().positive()

export const tuningSchema = z.strictObject({
  bootMs: ms,
  goodAfterMs: ms,
  callTimeoutMs: ms,
  lockBackoffMs: ms,
  lockBackoffMaxMs: ms,
  reconcileMs: ms,
  heartbeatMs: ms,
  electionMs: ms,
  stormMs: ms,
  settleMs: ms,
  updates: z
    .strictObject({
      initialMs: ms,
      fuzzMs: ms,
      periodicMs: ms,
      quickMs: ms,
      maxBackoffMs: ms,
      payloadBackoffMs: ms,
      fetchStallMs: ms,
      bootTries: z.int().min(1).max(15),
      healthWithinMs: ms,
    })
    .optional(),
  fleet: z
    .strictObject({
      ttlSeconds: z.int().min(1).max(3600),
      engineTtlSeconds: z.int().min(1).max(3600),
      engineIntervalMs: ms,
      agentIntervalMs: ms,
      stopTimeoutMs: ms,
      fenceMs: ms,
      drainMs: ms,
    })
    .optional(),
})

/** A place in the setting, and what is wrong there. */
export interface SettingProblem {
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** What the machines must be together. */
export function settingProblems({ topology: { machines }, tuning }: Setting): readonly SettingProblem[] {
  const found: SettingProblem[] = []
  const hasStore = machines.some(({ roles }) => roles.includes('etcd'))
  if (new Set(machines.map(({ id }) => id)).size < machines.length) {
    found.push({ path: ['topology', 'machines'], message: 'two machines have the same id' })
  }
  for (const [index, { id, roles, strategy, group, channel, fleet, spare }] of machines.entries()) {
    const wrong = (message: string) => found.push({ path: ['topology', 'machines', index], message })
    const server = SERVERS.get(id)
    if (server !== undefined) wrong(`the name "${id}" is that of the ${server}`)
    if (strategy === 'fleetlock' && !isGroupName(group)) {
      wrong('with the strategy fleetlock a machine needs a group of A-Z a-z 0-9 . -')
    }
    if (channel !== undefined && tuning.updates === undefined) wrong('with a channel a machine needs tuning.updates')
    if (channel !== undefined && !hasStore) {
      wrong('with a channel it needs a machine that runs an etcd member: the update server keeps its state there')
    }
    if (spare === true && roles.includes('etcd')) wrong('a spare machine cannot run a member: etcd would wait for it')
    if (fleet !== undefined && tuning.fleet === undefined) wrong('with fleet a machine needs tuning.fleet')
    if (fleet !== undefined && !hasStore) wrong('with fleet it needs a machine that runs an etcd member: its registry')
  }
  if (tuning.fleet && tuning.fleet.fenceMs >= tuning.fleet.ttlSeconds * 1000) {
    found.push({ path: ['tuning', 'fleet', 'fenceMs'], message: 'the fence must be shorter than the lease' })
  }
  return found
}

const SERVERS: ReadonlyMap<string, string> = new Map([
  [FLEETLOCK_HOST, 'FleetLock server'],
  [UPDATES_HOST, 'update server'],
])
