// The two slots of a machine as folders. A slot has the content that its label says; the label is written last and taken
// away first, so that a slot without one holds nothing whole.

import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { SlotName } from '../../../history/event.ts'
import { FACTORY_VERSION } from '../../../machine/topology.ts'
import type { SlotContent } from '../../../updates/engine/ports.ts'
import { sync, syncTree, textOf, writeWhole } from './durable.ts'

const slotsIn = (root: string): string => join(root, 'slots')

/** Where a slot's release is. */
export const slotFolder = (root: string, slot: SlotName): string => join(slotsIn(root), slot)

const label = (slots: string, slot: SlotName): string => join(slots, `${slot}.json`)

/** Makes the slots as they are delivered, the factory's release in A and nothing in B, once in the life of a disk. */
export function deliver(root: string): void {
  const slots = slotsIn(root)
  if (existsSync(slots)) return
  const unfinished = `${slots}.new`
  mkdirSync(unfinished, { recursive: true })
  const factory: SlotContent = { version: FACTORY_VERSION, payload: null }
  writeWhole(label(unfinished, 'a'), JSON.stringify(factory))
  renameSync(unfinished, slots)
  sync(root)
}

/** What a slot holds; undefined: nothing that was written whole. */
export function contentOf(root: string, slot: SlotName): SlotContent | undefined {
  const text = textOf(label(slotsIn(root), slot))
  return text === undefined ? undefined : (JSON.parse(text) as SlotContent) // written by `seal` and `deliver` alone
}

/** Takes away what is in a slot. */
export function empty(root: string, slot: SlotName): void {
  const slots = slotsIn(root)
  rmSync(label(slots, slot), { force: true })
  sync(slots)
  rmSync(slotFolder(root, slot), { recursive: true, force: true })
}

/** Declares that the slot's folder is whole. @throws Node's error when the disk is full */
export function seal(root: string, slot: SlotName, content: SlotContent): void {
  syncTree(slotFolder(root, slot))
  writeWhole(label(slotsIn(root), slot), JSON.stringify(content))
}
