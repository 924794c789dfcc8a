// The small signs of the diagram, and the legend that explains all of its shapes.

import type { VNode } from 'preact'
import { el } from './element.ts'

const SHAPES: Readonly<Record<string, string>> = {
  asked: 'M-4.5 -3.5L4.5 -3.5L0 4.5Z',
  granted: 'M-4.5 -4.5L4.5 -4.5L4.5 4.5L-4.5 4.5Z',
  busy: 'M-4 -4L4 4M4 -4L-4 4',
  unsure: 'M-3 -2A3 3 0 1 1 0 1L0 2M0 4.2L0 5',
  crashed: 'M0 -5L1.6 -1.6L5 0L1.6 1.6L0 5L-1.6 1.6L-5 0L-1.6 -1.6Z',
  put: 'M0 -4L4 0L0 4L-4 0Z',
  'put-bare': 'M0 -3L3 0L0 3L-3 0Z',
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
  ['unsure', 'lock write refused or unknown'],
  ['crashed', 'program crashed'],
  ['put', 'lock document written'],
]

export function legend(): VNode {
  const swatch = (shape: VNode): VNode =>
    el('svg', { width: 24, height: 14, viewBox: '0 0 24 14', 'aria-hidden': 'true' }, shape)
  const thin = (kind: string): boolean => kind === 'held' || kind === 'cut' || kind.startsWith('member')
  return el(
    'ul',
    { class: 'legend' },
    ...BARS.map(([kind, words]) => {
      const place = thin(kind) ? { y: 4, height: 6 } : { y: 1, height: 12 }
      return el('li', {}, swatch(el('rect', { class: `b ${kind}`, x: 1, width: 22, ...place })), words)
    }),
    ...MARKS.map(([kind, words]) => el('li', {}, swatch(symbol(kind, 12, 7)), words)),
  )
}
