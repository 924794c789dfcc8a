// A machine is given another update.conf: another channel, strategy or reboot window, or a text that is wrong. What the file
// leaves out is as it was delivered.

import fc from 'fast-check'
import { z } from 'zod'
import { askConfigure } from '../machine/control.ts'
import {
  type MachineSpec,
  membersOf,
  STRATEGIES,
  type Strategy,
  updatersOf,
  type WindowSpec,
} from '../machine/topology.ts'
import type { Setting } from '../worlds/world.ts'
import type { Action } from './action.ts'
import { answerOf } from './operator.ts'
import { channelSchema, drawnChannel } from './versions.ts'
import { windowSchema } from './window-schema.ts'

export interface Configure {
  readonly do: 'configure'
  readonly machine: string
  readonly channel?: string | undefined
  readonly strategy?: Strategy | undefined
  readonly window?: WindowSpec | undefined
  /** The whole file, in place of the other fields. */
  readonly text?: string | undefined
}

export const configureAction: Action<Configure> = {
  do: 'configure',
  schema: z
    .strictObject({
      do: z.literal('configure'),
      machine: z.string(),
      channel: channelSchema.optional(),
      strategy: z.enum(STRATEGIES).optional(),
      window: windowSchema.optional(),
      text: z.string().max(100_000).optional(),
    })
    .superRefine(({ channel, strategy, window, text }, context) => {
      const some = channel !== undefined || strategy !== undefined || window !== undefined
      if (some === (text === undefined)) return
      context.addIssue({ code: 'custom', message: 'needs some of channel, strategy and window, or else a text' })
    }),
  arbitrary: (setting) => {
    const updaters = new Set(updatersOf(setting.topology))
    const machines = setting.topology.machines.filter(({ id }) => updaters.has(id))
    if (machines.length === 0) return undefined
    return fc.constantFrom(...machines).chain((machine) => configurations(machine, setting))
  },
  words: ({ machine, channel, strategy, window, text }) => {
    const { start, length, zone } = window ?? {}
    const changes = [
      channel !== undefined && `channel ${channel}`,
      strategy !== undefined && `strategy ${strategy}`,
      window !== undefined && `reboot window ${start} for ${length}${zone === undefined ? '' : ` in ${zone}`}`,
      text !== undefined && JSON.stringify(text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text),
    ]
    return `configure ${machine}: ${changes.filter((each) => each !== false).join(', ')}`
  },
  machines: ({ machine }) => [machine],
  *apply(step, { tuning }) {
    return answerOf(yield* askConfigure(step.machine, textOf(step), tuning.callTimeoutMs))
  },
}

const SHOWN_MAX = 60

/** The update.conf that says so. */
function textOf({ channel, strategy, window, text }: Configure): string {
  if (text !== undefined) return text
  const { start, length, zone } = window ?? {}
  const entries = {
    GROUP: channel,
    REBOOT_STRATEGY: strategy,
    REBOOT_WINDOW_START: start,
    REBOOT_WINDOW_LENGTH: length,
    REBOOT_WINDOW_TIMEZONE: zone,
  }
  return Object.entries(entries)
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}\n`]))
    .join('')
}

function configurations({ id, group, roles }: MachineSpec, { topology }: Setting): fc.Arbitrary<Configure> {
  const head = { do: fc.constant('configure' as const), machine: fc.constant(id) }
  // Only strategies that are sound where they are drawn: a worker's best effort breaks promises by itself.
  const strategies: Strategy[] = ['off']
  if (membersOf(topology).length > 0) strategies.push('etcd-lock')
  if (roles.includes('etcd')) strategies.push('best-effort')
  if (group !== '' && topology.machines.some(({ strategy }) => strategy === 'fleetlock')) strategies.push('fleetlock')
  const strategy = fc.constantFrom(...strategies)
  const keys = { requiredKeys: ['do', 'machine', 'channel'] as ('do' | 'machine' | 'channel')[] }
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ ...head, channel: drawnChannel, strategy, window: windows }, keys) },
    { weight: 2, arbitrary: fc.record({ ...head, strategy }) },
    { weight: 1, arbitrary: fc.record({ ...head, text: fc.constantFrom(...WRONG) }) },
  )
}

/** Runs begin at midnight, if they do not say otherwise. */
const windows: fc.Arbitrary<WindowSpec> = fc.constantFrom(
  { start: '0:00', length: '1h' },
  { start: '23:30', length: '5h' },
  { start: 'Thu 4:00', length: '30m' },
)

/** What people get wrong. */
const WRONG = [
  'REBOOT_STRATEGY=etcd_lock\n',
  'GROUP=beta\nREBOOT_STRATEGY\n',
  'REBOOT_WINDOW_START=25:00\nREBOOT_WINDOW_LENGTH=1h\n',
  'REBOOT_WINDOW_START=4:00\n',
  'GROUP=stable\nSERVER=update.example\n',
] as const
