// The small signs of the diagram, and the legend that explains all of its shapes.

import type { VNode } from 'preact'
import { shortVersion } from '../versions.ts'
import { el } from './element.ts'
import type { Tint } from './tints.ts'

const SHAPES: Readonly<Record<string, string>> = {
  asked: 'M-4.5 -3.5L4.5 -3.5L0 4.5Z',
  granted: 'M-4.5 -4.5L4.5 -4.5L4.5 4.5L-4.5 4.5Z',
  busy: 'M-4 -4L4 4M4 -4L-4 4',
  unsure: 'M-3 -2A3 3 0 1 1 0 1L0 2M0 4.2L0 5',
  crashed: 'M0 -5L1.6 -1.6L5 0L1.6 1.6L0 5L-1.6 1.6L-5 0L-1.6 -1.6Z',
  put: 'M0 -4L4 0L0 4L-4 0Z',
  'put-bare': 'M0 -3L3 0L0 3L-3 0Z',
  refused: 'M4.2 0A4.2 4.2 0 1 1 -4.2 0A4.2 4.2 0 1 1 4.2 0M-2.4 0L2.4 0',
  unhealthy: 'M0 -4.5L4.8 4L-4.8 4ZM0 -1.5L0 1.2M0 2.2L0 3',
  'fell-back': 'M4 4.5L4 -1L-3.5 -1M-0.5 -4.5L-4 -1L-0.5 2.5',
  offer: 'M-3.5 5L-3.5 -5L4.5 -2.2L-2.3 0.6L-2.3 5Z',
  grant: 'M0 4.5L-3.4 0L-1 0L-1 -4.5L1 -4.5L1 0L3.4 0Z',
  stopped: 'M-4.5 -1.9L-1.9 -4.5L1.9 -4.5L4.5 -1.9L4.5 1.9L1.9 4.5L-1.9 4.5L-4.5 1.9Z',
  'fleet-joined': 'M0 4.5L0 -4.5M-3.5 -1L0 -4.5L3.5 -1',
  'fleet-left': 'M0 -4.5L0 4.5M-3.5 1L0 4.5L3.5 1',
  'fleet-fenced': 'M-4 -4.5L-4 4.5M0 -4.5L0 4.5M4 -4.5L4 4.5M-4.8 0L4.8 0',
  'fleet-duplicate': 'M-4 -2L4 -2M-4 2L4 2',
  'engine-leads': 'M-5 4L-5 -3L-2 0L0 -4.5L2 0L5 -3L5 4Z',
  'engine-yields': 'M-5 4L-5 -3L-2 0L0 -4.5L2 0L5 -3L5 4Z',
  finished: 'M-4.5 0L-1.5 3.5L4.5 -4',
}

export const symbol = (kind: string, x: number, y: number): VNode =>
  el('path', {
    class: `m m-${kind}`,
    transform: `translate(${Math.round(x * 10) / 10} ${y})`,
    d: SHAPES[kind] ?? SHAPES['put'],
  })

const BARS: readonly (readonly [string, string])[] = [
  ['booting', 'boots, until the boot is good'],
  ['running', 'runs'],
  ['rebooting', 'voluntary reboot, until good again'],
  ['off', 'off'],
  ['frozen', 'stands still'],
  ['cut', 'cut from the store'],
  ['held', 'holds the reboot lock'],
  ['leader', 'the store has a leader'],
  ['no-leader', 'no leader'],
  ['member-up', 'etcd member up'],
  ['member-down', 'member down'],
  ['lost', 'no majority'],
]

const MARKS: readonly (readonly [string, string])[] = [
  ['asked', 'reboot asked for'],
  ['granted', 'lock granted'],
  ['busy', 'lock busy'],
  ['unsure', 'lock not read, or its write refused or unknown'],
  ['crashed', 'program crashed'],
  ['put', 'lock document written'],
]

const UPDATE_BARS: readonly (readonly [string, string])[] = [
  ['slot-writing', 'slot is being written'],
  ['slot-written', 'written'],
  ['slot-next', 'boots next'],
  ['slot-failed', '✘ never good'],
  ['slot-back', '↩ fell back'],
  ['reset', 'reset'],
  ['machine-lost', 'nothing to boot'],
]

const UPDATE_MARKS: readonly (readonly [string, string])[] = [
  ['offer', 'a channel points elsewhere, a release is withdrawn'],
  ['grant', 'update granted'],
  ['stopped', 'updates stopped'],
  ['finished', 'every machine updated'],
  ['refused', 'payload refused or failed'],
  ['unhealthy', 'release unhealthy'],
  ['fell-back', 'back on the old release'],
]

const UNIT_BARS: readonly (readonly [string, string])[] = [
  ['unit-copy u0', 'a unit runs'],
  ['unit-changing', 'on its way up or down'],
  ['unit-count', 'units that run'],
  ['unit-missing', 'units that are to run and do not'],
]

const UNIT_MARKS: readonly (readonly [string, string])[] = [
  ['fleet-joined', 'joins the fleet'],
  ['fleet-left', 'leaves it'],
  ['fleet-fenced', 'fenced: its lease may be over'],
  ['fleet-duplicate', 'its id is taken'],
  ['engine-leads', 'its engine leads'],
  ['engine-yields', 'leads no more'],
]

/**
 * @param tinted the versions, where machines update themselves
 * @param units whether there are units
 */
export function legend(tinted: readonly Tint[], units: boolean): VNode {
  const updates = tinted.length > 0
  const versions = tinted.map(({ kind, name }) => [kind, `runs ${shortVersion(name)}`] as const)

  const swatch = (shape: VNode): VNode =>
    el('svg', { width: 24, height: 14, viewBox: '0 0 24 14', 'aria-hidden': 'true' }, shape)
  const thin = (kind: string): boolean => kind === 'held' || kind === 'cut' || kind.startsWith('member')
  return el(
    'ul',
    { class: 'legend' },
    ...[...BARS, ...versions, ...(updates ? UPDATE_BARS : []), ...(units ? UNIT_BARS : [])].map(([kind, words]) => {
      const place = thin(kind) ? { y: 4, height: 6 } : { y: 1, height: 12 }
      return el('li', {}, swatch(el('rect', { class: `b ${kind}`, x: 1, width: 22, ...place })), words)
    }),
    ...[...MARKS, ...(updates ? UPDATE_MARKS : []), ...(units ? UNIT_MARKS : [])].map(([kind, words]) =>
      el('li', {}, swatch(symbol(kind, 12, 7)), words),
    ),
  )
}
