// The space-time diagram as coordinates: what is where, in pixels, without saying how it looks. `diagram-layout.ts`
// makes one, `diagram-drawing.ts` draws it.

import type { Fold, TimeScale } from './time-scale.ts'
import type { Tint } from './tints.ts'

export interface Label {
  readonly text: string
  readonly x: number
  readonly anchor: 'start' | 'end'
}

export interface Box {
  /** Names its style. */
  readonly kind: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly label?: Label
  readonly title: string
  /** Place of its event in the history. */
  readonly index: number
}

export interface Mark {
  readonly kind: string
  readonly x: number
  readonly y: number
  readonly title: string
  readonly index: number
  /** How many events of one kind are so near to each other that they are one mark. */
  readonly count: number
  readonly text?: string
  /** The text stands to the left of the mark. */
  readonly left?: boolean
}

/** A surface of many columns, such as a layer of a stack. */
export interface Area {
  readonly kind: string
  readonly columns: readonly Pick<Box, 'x' | 'y' | 'width' | 'height'>[]
  readonly labels: readonly (Label & { readonly y: number })[]
  readonly title: string
}

export interface Lane {
  readonly kind: 'steps' | 'machine' | 'store' | 'versions' | 'fleet' | 'unit'
  readonly id: string
  readonly label: string
  readonly detail: string
  readonly y: number
  readonly height: number
  /** Where a circle around one of its events sits. */
  readonly anchorY: number
  readonly boxes: readonly Box[]
  readonly marks: readonly Mark[]
  readonly areas: readonly Area[]
  /** Small labels in the margin, for its inner rows. */
  readonly rows: readonly { readonly y: number; readonly label: string }[]
}

/** A lane that has not been given its place yet: its own top is 0. */
export type FloatingLane = Omit<Lane, 'y'>

export interface Circle {
  readonly x: number
  readonly y: number
  readonly label: string
  readonly title: string
  readonly index: number
}

export interface Diagram {
  readonly width: number
  readonly height: number
  /** Above the lanes: phase names and the violation's label; below: the axis. */
  readonly top: number
  readonly axisY: number
  readonly scale: TimeScale
  readonly lanes: readonly Lane[]
  readonly phases: readonly { readonly name: string; readonly x: number; readonly width: number }[]
  readonly folds: readonly (Fold & { readonly label: string })[]
  readonly ticks: readonly { readonly x: number; readonly label: string }[]
  readonly circles: readonly Circle[]
  readonly violation?: { readonly x: number; readonly label: string }
  /** The versions that have a tint, newest first, and whether others share one. Empty: no machine updates itself. */
  readonly tints: readonly Tint[]
  /** Machines for which there was no room. */
  readonly leftOut: readonly string[]
}
